import gzip
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import qa
from qa.answering import answer
from qa.article import Article
from qa.copies import PERMUTATIONS, signature, tell_stories
from qa.filters import where
from qa.library import Library
from tests.library_writer import Tiny

QUESTIONS = Path(qa.__file__).parent / "models" / "reader" / "news_questions.jsonl.gz"
BOILERPLATE = (
    "Subscribe to our newsletter for more stories like this one every morning.",
    "All rights reserved. This material may not be published, broadcast, rewritten or redistributed.",
    "Additional reporting by our correspondents in Washington and London; editing by the foreign desk.",
)
NONE = np.empty((0, PERMUTATIONS), dtype=np.uint32)
QUAKE = (
    "A strong earthquake shook the coast of Peru before dawn on Friday, killing at least four people and leaving thousands "
    "without electricity, officials said. The magnitude 7.0 quake struck off the town of Atico, the national seismological "
    "institute reported. President Dina Boluarte flew to the region and promised tents and water for every family."
)
SAME_QUAKE = (
    "Peruvians in the southern region of Arequipa ran into the streets when the ground began to move early on Friday. "
    "At least four people were killed, according to officials, and power was cut in dozens of villages. The tremor had a "
    "magnitude of 7.0, the US Geological Survey said, and was felt as far away as Lima. Dina Boluarte, the president, "
    "visited the town of Atico."
)


@cache
def real_articles() -> dict[str, str]:
    """The 207 news articles that the reader was trained on; several of them are on the same events."""
    with gzip.open(QUESTIONS, "rt", encoding="utf-8") as lines:
        return {row["article_id"]: row["context"] for row in map(json.loads, lines)}


def boilerplate(text: str, _: random.Random) -> str:
    return "\n\n".join([f"WASHINGTON (Agency) — {text}", *BOILERPLATE])


def dropped(text: str, chance: random.Random, share: float = 0.2) -> str:
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    kept = sorted(chance.sample(range(len(paragraphs)), max(1, round(len(paragraphs) * (1 - share)))))
    return "\n\n".join(paragraphs[index] for index in kept)


def shortened(text: str, _: random.Random) -> str:
    words = text.split(" ")
    return " ".join(words[: len(words) // 2])


def changed(text: str, chance: random.Random) -> str:
    """A tenth of the words are others of the same text."""
    words = re.findall(r"\w+", text)
    return re.sub(r"\w+", lambda match: chance.choice(words) if chance.random() < 0.1 else match.group(), text)


def everything(text: str, chance: random.Random) -> str:
    return boilerplate(changed(dropped(text, chance), chance), chance)


@pytest.mark.parametrize(
    ("edit", "recall"),
    [(boilerplate, 1.0), (dropped, 0.99), (shortened, 0.99), (changed, 0.99), (everything, 0.94)],
)
def test_edited_copies_of_real_articles_are_told(edit: Callable[[str, random.Random], str], recall: float) -> None:
    """Of 207 copies of each kind, drawn three times: precision 1.000, recall 1.000, and 0.963 of all edits at once."""
    texts, chance = real_articles(), random.Random(0)
    originals = np.array([signature(text) for text in texts.values()])
    told = [
        tell_stories([("new", signature(edit(text, chance)))], list(texts), originals).of_new[0]
        for text in texts.values()
    ]
    found = [(story, name) for story, name in zip(told, texts, strict=True) if story != "new"]
    assert sum(story == name for story, name in found) / len(found) >= 0.995
    assert sum(story == name for story, name in found) / len(texts) >= recall


def test_no_two_different_real_articles_are_one_story() -> None:
    named = [(name, signature(text)) for name, text in real_articles().items()]
    told = tell_stories(named, [], NONE)
    assert len(named) == 207
    assert len(set(told.of_new)) == len(named)
    assert told.joined == {}


def test_the_share_of_equal_minima_is_near_the_jaccard_index() -> None:
    """Against the sets themselves: three words, without case and punctuation."""

    def shingles(text: str) -> set[tuple[str, ...]]:
        words = [word.casefold() for word in re.findall(r"\w+", text)]
        return set(zip(words, words[1:], words[2:], strict=False))

    chance = random.Random(1)
    for text in list(real_articles().values())[:40]:
        other = dropped(text, chance, share=chance.random())
        if len(other.split()) < 50:
            continue
        first, second = shingles(text), shingles(other)
        estimate = float(np.mean(signature(text) == signature(other)))
        assert estimate == pytest.approx(len(first & second) / len(first | second), abs=4 * 0.044)


def test_two_reports_of_one_event_are_no_copies_and_short_texts_only_if_equal() -> None:
    pairs = [
        (QUAKE, SAME_QUAKE, False),
        (QUAKE, QUAKE.upper().replace(",", ""), True),
        ("Town 1 voted on Monday.", "Town 2 voted on Monday.", False),
        ("Rain fell.", "“Rain”, fell", True),
        ("— ! —", "…", False),
        ("— ! —", "— ! —", True),
    ]
    for first, second, copy in pairs:
        told = tell_stories([("a", signature(first)), ("b", signature(second))], [], NONE)
        assert (told.of_new == ("a", "a")) == copy, (first, second)


OTHERS = {"paper": date(2024, 6, 29), "late": date(2024, 7, 3)}


def test_a_library_groups_copies_and_lists_them() -> None:
    library = Library(encoder=Tiny())
    wire = Article(QUAKE, id="wire", outlet="Agency", published="2024-06-28")  # type: ignore[arg-type]
    paper = Article(boilerplate(QUAKE, random.Random(0)), id="paper", title="Quake!", outlet="Paper")
    other = Article(SAME_QUAKE, id="other")
    library.add([wire, other])
    library.add([paper])
    groups = library.groups(["wire", "paper", "other", "none"])
    assert set(groups) == {"wire", "paper", "other"}
    assert groups["wire"] == groups["paper"] != groups["other"]
    assert library.copies("wire") == [paper]
    assert library.copies("paper") == [wire]
    assert library.copies("other") == library.copies("none") == []
    assert library.info().stories == 2
    library.remove("wire")
    assert library.copies("paper") == []
    library.add(wire)
    assert library.copies("wire") == [paper]


def test_an_answer_lists_the_copies_of_its_article_that_are_chosen() -> None:
    wire = Article(QUAKE, id="wire", outlet="Agency", published=date(2024, 6, 28))
    paper, late = (replace(wire, id=name, outlet=name, published=day) for name, day in OTHERS.items())
    library = Library.of([late, wire, paper])
    assert library.also_in(["wire", "paper"]) == [late]
    question = QUAKE.split(".")[0]
    only = answer(question, library=library, where=where(outlet="Agency"), threshold=0)
    assert only.candidates[0].articles == (wire,)
    assert only.candidates[0].also_in == ()
    found = answer(question, library=library, threshold=0, now="2024-06-30")
    cited = {article.id for article in found.candidates[0].articles}
    named = [each["article_id"] for each in found.to_dict()["candidates"][0]["also_in"]]
    assert cited | set(named) == {"wire", "paper"}
    assert not cited & set(named)


def test_a_new_version_leaves_the_story_that_it_no_longer_tells() -> None:
    library = Library(encoder=Tiny())
    library.add([Article(QUAKE, id=name) for name in ("first", "second")])
    library.add(Article(SAME_QUAKE, id="first"))
    groups = library.groups(["first", "second"])
    assert groups["first"] != groups["second"]
    library.add(Article(QUAKE, id="first"))
    groups = library.groups(["first", "second"])
    assert groups["first"] == groups["second"]


def test_a_copy_of_two_stories_makes_them_one(tmp_path: Path) -> None:
    texts = list(real_articles().values())[:2]
    library = Library(tmp_path / "library", encoder=Tiny())
    library.add(Article(text, id=str(number)) for number, text in enumerate(texts))
    assert len(set(library.groups(["0", "1"]).values())) == 2
    half = [" ".join(text.split()[: min(len(each.split()) for each in texts)]) for text in texts]
    library.add(Article("\n\n".join(half), id="both"))
    assert len(set(Library(tmp_path / "library", encoder=Tiny()).groups(["0", "1", "both"]).values())) == 1
