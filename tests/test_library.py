import warnings
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import lancedb
import pyarrow as pa
import pytest

from qa.answers import Searched
from qa.article import Article, ArticleWarning, Sentence
from qa.library import AddReport, Library, one_of, reciprocal_rank_fusion
from qa.loading import seeds
from qa.ranking import by_meaning
from qa.storage import SCHEMA_VERSION, sentence_rows
from tests.library_writer import Tiny

MOSCOW = Article(
    "Kim flew to Moscow. The talks were short.",
    id="moscow",
    title="Kim in Moscow",
    published=date(2020, 3, 1),
    outlet="VOA",
)
OSLO = Article("Kim's brother stayed in Oslo. It rained.", id="oslo", title="Oslo's rain", outlet="Wikinews")


def texts(library: Library, question: str, where: str | None = None, top_k: int = 8) -> list[str]:
    articles = {article.id: article for article in library}
    hits = library.search([question], where=where, top_k=top_k)[0]
    return [articles[hit.sentence.article_id].text[hit.sentence.start : hit.sentence.end] for hit in hits]


def test_add_replace_and_leave_unchanged(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    assert library.add([MOSCOW, OSLO]) == AddReport(added=2, replaced=0, unchanged=0)
    newer = Article("Kim flew to Minsk.", id="moscow")
    assert library.add([newer, OSLO]) == AddReport(added=0, replaced=1, unchanged=1)
    assert library.get(["moscow", "none"]) == {"moscow": newer}
    assert len(library) == 2
    assert all("Moscow" not in text for text in texts(library, "Where did Kim fly?"))


def test_stays_on_disk(tmp_path: Path) -> None:
    Library(tmp_path / "library").add([MOSCOW, OSLO])
    again = Library(tmp_path / "library")
    assert list(again) == [MOSCOW, OSLO]
    assert texts(again, "Where did Kim fly?")[0] == "Kim flew to Moscow."
    assert again.add([MOSCOW]) == AddReport(added=0, replaced=0, unchanged=1)


def test_remove() -> None:
    library = Library()
    library.add([MOSCOW, OSLO])
    assert library.remove(name for name in ["moscow", "none"]) == 1
    assert library._sentences.count_rows() == 2
    assert list(library) == [OSLO]
    assert library.add(OSLO) == AddReport(added=0, replaced=0, unchanged=1)
    assert texts(library, "Where did Kim fly?") == ["Kim's brother stayed in Oslo.", "It rained."]


def test_sentences_of_a_replaced_version_are_passed_over_even_if_they_were_left_behind() -> None:
    library = Library()
    library.add([MOSCOW])
    stale = sentence_rows([Article("Kim flew to Paris.", id="moscow")], library._encoder)
    library._sentences.add(stale)
    assert all("Paris" not in text for text in texts(library, "Did Kim fly to Paris?"))


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (one_of("article_id", ["oslo"]), {"oslo"}),
        (one_of("article_id", []), set()),
        ("outlet = 'VOA'", {"moscow"}),
        ("published >= date '2020-03-01'", {"moscow"}),
        ("published < date '2020-03-01'", set()),
    ],
)
def test_where_chooses(where: str, ids: set[str]) -> None:
    library = Library()
    library.add([MOSCOW, OSLO])
    assert {hit.sentence.article_id for hit in library.search(["Where is Kim?"], where=where)[0]} == ids


def test_ids_are_quoted_safely() -> None:
    odd = Article("Kim sang.", id="it's; DROP TABLE")
    library = Library()
    library.add([odd, MOSCOW])
    assert library.get([odd.id]) == {odd.id: odd}
    assert library.remove([odd.id]) == 1


def test_bm25_agrees_with_its_formula() -> None:
    """Robertson and Zaragoza 2009 with k1 = 1.2, b = 0.75 and an IDF that is never negative, on words without stemming."""
    from math import log

    documents = [["alpha", "beta"], ["alpha", "gamma", "gamma", "delta"], ["beta", "beta", "epsilon"]]
    library = Library()
    library.add([Article(" ".join(words), id=str(number)) for number, words in enumerate(documents)])
    average = sum(map(len, documents)) / len(documents)
    for query in (["gamma"], ["alpha", "beta"], ["beta", "epsilon"]):
        expected = {}
        for number, words in enumerate(documents):
            score = 0.0
            for word in query:
                having = sum(word in other for other in documents)
                idf = log(1 + (len(documents) - having + 0.5) / (having + 0.5))
                count = words.count(word)
                score += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(words) / average))
            if score:
                expected[str(number)] = score
        found = {hit.sentence.article_id: hit.bm25 for hit in library.search([" ".join(query)])[0] if hit.bm25}
        assert found == pytest.approx(expected, rel=1e-3)


def test_a_name_in_every_sentence_does_not_empty_the_ranking() -> None:
    """Where every sentence names New York, its IDF must not go to zero or below (DrQA#108)."""
    library = Library()
    library.add([Article("New York slept. New York is a city by the sea. New York voted in May.", id="ny")])
    hits = library.search(["What is New York?"])[0]
    assert len(hits) == 3
    assert all(hit.bm25 > 0 for hit in hits)
    assert texts(library, "When did New York vote?")[0] == "New York voted in May."


RANKED = [
    "Where might Kim and Putin meet?",
    "Who died in the hotel fire?",
    "What did the study of Ebola find?",
    "Which protests did the police end?",
]


def rankings(library: Library, where: str | None = None) -> list[list[tuple[Sentence, float]]]:
    return [[(hit.sentence, round(hit.bm25, 3)) for hit in hits] for hits in library.search(RANKED, where=where)]


@pytest.mark.parametrize("where", [None, "outlet = 'Wikinews'", "published >= date '2020-01-01'"])
def test_rankings_stay_the_same_however_articles_came_and_after_optimising(where: str | None) -> None:
    """Rows not yet in the index must neither be missed nor scored otherwise (lancedb#4780, lance#9058).

    Nor may optimising take rows out of the scores that were deleted before: removing does so itself, as far as it goes.
    """
    articles = [replace(article, id=str(number)) for number, article in enumerate(seeds())]
    together, one_by_one, fewer = (Library(encoder=Tiny()) for _ in range(3))
    together.add(articles)
    for article in articles:
        one_by_one.add(replace(article, text=article.text.upper(), outlet="VOA"))
        one_by_one.add(article)
    fewer.add(articles)
    fewer.remove(article.id for article in articles[::3])
    expected = rankings(together, where)
    assert rankings(one_by_one, where) == expected
    for library in (together, one_by_one, fewer):
        before = rankings(library, where)
        library._sentences.optimize()
        assert rankings(library, where) == before


@pytest.mark.parametrize("question", ["who was it", "(* \" AND OR '", "?", "зачем", "the"])
def test_questions_without_words_for_bm25_are_answered_by_meaning(question: str) -> None:
    library = Library()
    library.add([MOSCOW])
    hits = library.search([question])[0]
    assert len(hits) == 2
    assert all(-1 <= hit.cosine <= 1 for hit in hits)


def test_empty_library_and_no_questions() -> None:
    assert Library().search(["Who?"]) == [[]]
    assert Library().search([]) == []
    with pytest.raises(ValueError, match="top_k: must be at least 1, got 0"):
        Library().search(["Who?"], top_k=0)


def test_reciprocal_rank_fusion_worked_by_hand() -> None:
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["c", "a"]])
    assert [item for item, _ in fused] == ["a", "c", "b"]
    assert [score for _, score in fused] == pytest.approx([1 / 21 + 1 / 22, 1 / 23 + 1 / 21, 1 / 22])


def test_what_a_crash_left_behind_is_swept_and_counts_once(tmp_path: Path) -> None:
    """The sentences were stored, the article was not: adding it again leaves each sentence once."""
    library = Library(tmp_path / "library")
    library.add([OSLO])
    for _ in range(2):
        library._sentences.add(sentence_rows([MOSCOW], library._encoder))
    assert len(library) == 1
    assert all("Moscow" not in text for text in texts(library, "Where did Kim fly?"))
    assert library.add([MOSCOW]).added == 1
    assert library._sentences.count_rows() == 4
    library._sentences.add(sentence_rows([MOSCOW], library._encoder))
    hits = library.search(["Where did Kim fly?"])[0]
    assert len({hit.sentence for hit in hits}) == len(hits)
    assert hits[0].fused == pytest.approx(2 / 21)


def test_threads_may_add_at_the_same_time(tmp_path: Path) -> None:
    library = Library(tmp_path / "library")
    failed: list[Exception] = []

    def add(number: int) -> None:
        try:
            library.add(Article(f"Town {number} voted. Rain fell.", id=f"{number}-{part}") for part in range(3))
        except RuntimeError as error:
            failed.append(error)

    threads = [Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(library) == 12
    assert library._sentences.count_rows() == 24


def test_another_handle_sees_what_is_added(tmp_path: Path) -> None:
    first = Library(tmp_path / "library")
    first.add([OSLO])
    assert first.searched() == Searched(1, None, None)
    Library(tmp_path / "library").add([MOSCOW])
    assert len(first) == 2
    assert first.searched() == Searched(2, date(2020, 3, 1), date(2020, 3, 1))
    assert texts(first, "Where did Kim fly?")[0] == "Kim flew to Moscow."


def test_an_article_is_read_once_and_anew_where_another_handle_changed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Library(tmp_path / "library"), Library(tmp_path / "library")
    first.add([MOSCOW, OSLO])
    assert first.get(["moscow", "oslo"]) == {"moscow": MOSCOW, "oslo": OSLO}
    with monkeypatch.context() as forbidden:
        forbidden.setattr("qa.catalogue.article_of", lambda row: pytest.fail(f"read again: {row['article_id']}"))
        assert first.get(["oslo", "moscow", "none"]) == {"moscow": MOSCOW, "oslo": OSLO}
    newer = replace(MOSCOW, title="Kim leaves Moscow")
    second.add([newer])
    assert first.get("moscow") == {"moscow": newer}
    assert list(first._catalogue._kept) == ["oslo", "moscow"]
    second.remove("moscow")
    assert first.get(["moscow", "oslo"]) == {"oslo": OSLO}


def test_few_articles_are_kept_and_none_that_is_long() -> None:
    library = Library(encoder=Tiny())
    library.add([Article(f"Report {number}.", id=str(number)) for number in range(70)])
    library.add(Article("It rained. " * 10_000, id="long"))
    assert len(library.get([*map(str, range(70)), "long"])) == 71
    assert set(library._catalogue._kept) == set(map(str, range(6, 70)))


def test_of_two_articles_with_one_id_the_later_counts() -> None:
    library = Library()
    assert library.add([Article("Old.", id="a"), Article("New.", id="a")]) == AddReport(
        added=1, replaced=1, unchanged=0
    )
    assert library.get("a")["a"].text == "New."
    assert library.remove("a") == 1


def test_other_languages_are_warned_of() -> None:
    with pytest.warns(ArticleWarning, match="Moscou: does not look English"):
        Library().add([Article("Президент России встретится с лидером КНДР.", title="Moscou")])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Library().add([MOSCOW])


def test_everything_that_is_known_of_an_article_comes_back(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2023-09-11T23:30:00+09:00")
    article = Article(
        "One.\n\nTwo.", title="T", id="i", published=moment, outlet="O", author="A", url="U", licence="L", pages=(0, 6)
    )
    Library(tmp_path / "library", encoder=Tiny()).add(article)
    assert list(Library(tmp_path / "library", encoder=Tiny())) == [article]


def test_articles_come_in_the_order_of_publication() -> None:
    days = {"c": "2020-01-02", "a": "2020-01-03T05:00:00+09:00", "d": "", "b": "2020-01-02"}
    library = Library(encoder=Tiny())
    library.add(Article("Text.", id=name, published=day) for name, day in days.items())  # type: ignore[arg-type]
    assert [article.id for article in library] == ["b", "c", "a", "d"]
    assert library.searched() == Searched(4, date(2020, 1, 2), date(2020, 1, 3))
    assert library.searched(where="article_id = 'd'") == Searched(1, None, None)
    assert library.searched(where="false") == Searched(0, None, None)


def test_an_article_that_is_replaced_during_a_search_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(encoder=Tiny())
    library.add([MOSCOW, OSLO])
    newer = iter([replace(MOSCOW, text="Kim flew to Minsk.")])

    def replaced_meanwhile(*arguments: Any, **options: Any) -> Any:
        found = by_meaning(*arguments, **options)
        library.add(newer)
        return found

    monkeypatch.setattr("qa.searching.by_meaning", replaced_meanwhile)
    assert "moscow" in {hit.sentence.article_id for hit in library.search(["Where did Kim fly?"])[0]}


@pytest.mark.parametrize(
    ("found", "remedy"),
    [
        (None, "got none; add the articles to a new library"),
        (SCHEMA_VERSION + 1, f"got {SCHEMA_VERSION + 1}; upgrade this program"),
    ],
)
def test_another_schema_version_is_refused_in_a_sentence(tmp_path: Path, found: int | None, remedy: str) -> None:
    metadata = {"schema_version": str(found)} if found else None
    schema = pa.schema([("id", pa.string())], metadata=metadata)
    lancedb.connect(tmp_path).create_table("articles", schema=schema)
    with pytest.raises(
        ValueError, match=f"{tmp_path}: the library's schema version must be {SCHEMA_VERSION}, {remedy}"
    ):
        Library(tmp_path, encoder=Tiny())


def test_a_library_that_is_not_there_or_no_library_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(ValueError, match=f"{folder}: there is no such library"):
            Library(folder, encoder=Tiny(), create=False)
    assert not (tmp_path / "none").exists()
    file = tmp_path / "file"
    file.write_text("text", encoding="utf-8")
    with pytest.raises(ValueError, match=f"{file}: is a file; a library is a folder"):
        Library(file, encoder=Tiny())


def test_an_encoder_of_other_dimensions_is_refused(tmp_path: Path) -> None:
    Library(tmp_path / "library", encoder=Tiny()).add(MOSCOW)
    with pytest.raises(ValueError, match=r"encoder: must give 8 dimensions, as in .*library, got 384"):
        Library(tmp_path / "library").search(["Who?"])


def test_the_default_place_is_among_the_users_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")
    with pytest.raises(ValueError, match="there is no such library"):
        Library.default(create=False)
    assert Library.default().uri == str(tmp_path / "data" / "library")
    assert len(Library.default(create=False)) == 0
