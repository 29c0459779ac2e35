"""Which articles are asked: ticks, filters, and what one reader brings and no other sees."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qa.answering import answer
from qa.article import Article
from qa.library import Library
from ui import listing
from ui.service import Service
from ui.sources import Choice, Sources

ONE, TWO = "a" * 20, "b" * 20
STORM = Article(
    "The storm killed 12 people in Manila.", title="Storm", id="storm", published=date(2020, 3, 1), outlet="VOA"
)
FIRE = Article(
    "The fire in Delhi killed seventeen people.", title="Fire", id="fire", published=date(2019, 2, 13), outlet="W"
)
OWN = Article("Ada Lovelace was chosen as mayor of Springfield on Monday.", title="Mayor", id="own")


@pytest.fixture
def library() -> Library:
    return Library.of([STORM, FIRE])


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        (Choice(), {"storm", "fire"}),
        (Choice(("fire",)), {"storm"}),
        (Choice(("fire",), only=True), {"fire"}),
        (Choice((), only=True), set()),
        (Choice(outlet="VOA"), {"storm"}),
        (Choice(since="2020-01-01"), {"storm"}),
        (Choice(until="2019-12-31"), {"fire"}),
        (Choice(("fire",), until="2019-12-31"), set()),
        (Choice(("o'clock",), only=True, outlet="O'Hare"), set()),
    ],
)
def test_a_choice_asks_what_is_ticked_and_let_through(library: Library, choice: Choice, asked: set[str]) -> None:
    assert {article.id for article in library.articles(where=choice.where)} == asked


def test_a_choice_from_outside_is_checked() -> None:
    assert Choice.of({"ids": ["a"], "only": True, "outlet": None, "since": ""}) == Choice(("a",), only=True)
    with pytest.raises(ValueError, match="ids: must be a list of texts"):
        Choice.of({"ids": [1]})
    with pytest.raises(ValueError, match="since: must be a date"):
        _ = Choice(since="soon").where


def test_what_a_reader_brings_is_his_alone(library: Library) -> None:
    sources = Sources(library)
    sources.own(ONE).add(OWN)
    assert [row.article.id for row in sources.listed(ONE)] == ["own", "storm", "fire"]
    assert [row.may_remove for row in sources.listed(ONE)] == [True, False, False]
    assert [row.article.id for row in sources.listed(TWO)] == ["storm", "fire"]
    assert sources.article(ONE, "own") == OWN
    assert sources.article(TWO, "own") is None
    question = "Who was chosen as mayor?"
    assert answer(question, library=sources.asked(ONE)).text == "Ada Lovelace"
    assert "own" not in {hit.sentence.article_id for hit in sources.asked(TWO).search([question])[0]}


def test_both_libraries_answer_together(library: Library) -> None:
    sources = Sources(library)
    sources.own(ONE).add(OWN)
    both = sources.asked(ONE)
    found = answer(["How many people did the storm kill?", "Who was chosen as mayor?"], library=both)
    assert [each.text for each in found] == ["12 people", "Ada Lovelace"]
    assert both.searched().articles == len(both) == 3
    assert str(both.searched().first) == "2019-02-13"
    assert set(both.groups(["own", "fire"])) == {"own", "fire"}
    hits = both.search(["Who was chosen as mayor in Manila?"], top_k=2)[0]
    assert {hit.sentence.article_id for hit in hits} == {"own", "storm"}
    assert hits[0].fused >= hits[1].fused


def test_of_many_the_newest_are_listed_and_those_without_a_day_last(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    library.add(OWN)
    sources = Sources(library)
    assert [row.article.id for row in sources.listed(ONE)] == ["storm", "fire", "own"]
    monkeypatch.setattr("ui.sources.LISTED", 1)
    assert [row.article.id for row in sources.listed(ONE)] == ["storm"]


def test_a_reader_may_bring_an_article_of_the_same_id(library: Library) -> None:
    sources = Sources(library)
    own = Article("The storm killed 15 people in Manila.", id="storm")
    sources.own(ONE).add(own)
    assert sources.article(ONE, "storm") == own
    assert answer("How many people did the storm kill?", library=sources.asked(ONE)).text == "15 people"
    assert [row.article.text for row in sources.listed(ONE)] == [own.text, FIRE.text]


def test_what_was_brought_stays_after_a_restart_and_is_not_named_by_the_secret(
    library: Library, tmp_path: Path
) -> None:
    Sources(library, folder=tmp_path).own(ONE).add(OWN)
    again = Sources(library, folder=tmp_path)
    assert again.article(ONE, "own") == OWN
    assert again.article(TWO, "own") is None
    assert not [path for path in tmp_path.rglob("*") if ONE in path.name or TWO in path.name]


def test_shared_articles_are_everyones(library: Library) -> None:
    sources = Sources(library, shared=True)
    sources.own(ONE).add(OWN)
    assert sources.article(TWO, "own") == OWN
    assert all(row.may_remove for row in sources.listed(TWO))


@pytest.mark.parametrize("secret", ["", "short", "../../../../etc/passwd", "a" * 65, None, 5])
def test_a_secret_that_can_be_guessed_or_leads_elsewhere_is_refused(library: Library, secret: str) -> None:
    with pytest.raises(ValueError, match="reader: must be a secret"):
        Sources(library).asked(secret)


def test_the_list_is_escaped(library: Library) -> None:
    hostile = "<script>x</script> \" ' onmouseover=x"
    library.add(Article("Text.", title=hostile, id=hostile, outlet=hostile))
    page = listing.render(Sources(library).listed(ONE), total=700)
    assert "<script" not in page
    assert 'data-article="&lt;script&gt;x&lt;/script&gt; &quot; &#x27; onmouseover=x"' in page
    assert "and 697 more" in page


def test_every_call_fails_with_a_sentence(library: Library) -> None:
    service = Service(Sources(library))
    for name, data, error in [
        ("ask", {"reader": ONE, "question": " ", "choice": {}}, "The question must not be empty, got ' '."),
        ("ask", {"reader": ONE, "question": "Who?", "choice": {"ids": [], "only": True}}, "No article is asked"),
        ("ask", {"reader": ONE, "question": "Who?", "choice": {"since": "soon"}}, "The since must be a date"),
        ("ask", {"reader": "x", "question": "Who?"}, "The reader must be a secret"),
        ("ask", [], "The call must be one of the page's own."),
        ("__init__", {}, "The call must be one of the page's own."),
        ("article", {"reader": ONE, "id": "none"}, "This article is not here any more."),
        ("article", {"reader": ONE, "id": "fire", "spans": [["0", 1]]}, "The spans must be pairs of whole numbers."),
    ]:
        found = service.call(name, data)
        assert found["error"].startswith(error), (name, found)


def test_a_restored_citation_is_checked_by_the_digest(library: Library) -> None:
    service = Service(Sources(library))
    pairs = [["fire", FIRE.digest], ["fire", STORM.digest], ["none", FIRE.digest]]
    assert service.call("check", {"reader": ONE, "citations": pairs}) == {"valid": [True, False, False]}
    stale = service.call("article", {"reader": ONE, "id": "fire", "digest": STORM.digest, "spans": [[0, 3]]})
    assert "<mark" not in stale["html"]
    assert "has changed since" in stale["html"]
    kept = service.call("article", {"reader": ONE, "id": "fire", "spans": [[0, 3]], "current": [0, 3]})
    assert '<mark class="current" aria-current="true" data-start="0" data-end="3">The</mark>' in kept["html"]


def test_copies_are_found_on_a_shelf(library: Library) -> None:
    sources = Sources(library)
    sources.own(ONE).add([OWN, replace(OWN, id="copy", outlet="Paper")])
    assert [article.id for article in sources.asked(ONE).also_in(["own", "storm"])] == ["copy"]
    assert sources.asked(TWO).also_in(["own", "copy"]) == []
