"""A search reads its table as seldom as it can, and still tells what stands there now."""

import numpy as np
import pytest

from qa.article import Article
from qa.library import Library
from tests.library_writer import Tiny


def test_a_hit_by_words_alone_has_the_cosine_of_its_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(encoder=Tiny())
    library.add(
        Article(f"The mayor of {town} spoke.", id=town) for town in ("Oslo", "Minsk", "Riga", "Turku", "Bergen")
    )
    question = "What did the mayor of Riga say?"
    expected = {hit.sentence.article_id: hit.cosine for hit in library.search([question])[0]}
    assert not any(np.isnan(cosine) for cosine in expected.values())
    monkeypatch.setattr("qa.searching.by_meaning", lambda *_, **__: [])
    found = library.search([question])[0]
    assert found[0].sentence.article_id == "Riga"
    assert [hit.cosine for hit in found] == pytest.approx(
        [expected[hit.sentence.article_id] for hit in found], abs=1e-5
    )


def test_the_catalogue_is_read_once_for_a_version_and_anew_after_a_change() -> None:
    library = Library(encoder=Tiny())
    text = "The storm reached the coast of Norway on Monday, officials said, and two ferries stayed in port."
    library.add([Article(text, id="a"), Article(text, id="b"), Article("Kim flew to Moscow.", id="c")])
    catalogue = library._catalogue
    assert catalogue.versions is catalogue.versions
    assert set(catalogue.versions) == {"a", "b", "c"}
    assert (catalogue.copies(["a"]), catalogue.copies(["a", "b", "c", "none"])) == ({"b"}, set())
    library.remove("b")
    assert (set(catalogue.versions), catalogue.copies(["a"])) == ({"a", "c"}, set())
