import gzip
import json
import random
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from qa.answering import answer
from qa.article import Article, ArticleError
from qa.calibration import calibration_of
from qa.evaluation import evaluate
from qa.library import Library
from qa.loading import load, seeds
from qa.metrics import (
    Bin,
    RiskPoint,
    auroc,
    best_threshold,
    brier,
    expected_calibration_error,
    reliability,
    risk_coverage,
)
from qa.questions import Question, Reference, read_questions
from qa.reader import default_reader
from qa.report import Outcome, Report, Timing

DATA = Path(__file__).parent / "data"
SEED = next(seeds())
STORM = Article(
    "The storm reached Lisbon on Friday. It cut the power of 4,000 homes.\nMayor Ana Silva closed all schools. "
    "Trains stood still until noon. A bridge was damaged. Nobody was hurt.",
    id="storm",
    title="Storm in Lisbon",
)
GAME = Article(
    "Porto won the final by two goals. The coach, Rui Costa, praised the team.", id="game", title="Cup final"
)


def row(question: str, words: str, article: Article = STORM, **more: Any) -> dict[str, Any]:
    answers = [{"text": words, "answer_start": article.text.index(words)}] if words else []
    return {"id": question, "question": question, "context": article.text, "answers": answers, **more}


ROWS = [
    row("Who closed the schools?", "Ana Silva", article_id="storm", title="Storm in Lisbon", type="who"),
    row("How many homes lost power?", "4,000", article_id="storm", title="Storm in Lisbon", type="how_many"),
    row("Who opened the airport?", "", article_id="storm", title="Storm in Lisbon", type="who"),
    row("Who won the final?", "Porto", GAME, article_id="game", title="Cup final", type="who"),
]


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n\n" for each in rows), encoding="utf-8")
    return path


def squad(rows: list[dict[str, Any]]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for each in rows:
        own = {key: value for key, value in each.items() if key in ("id", "question", "answers", "type")}
        shared = {"title": each["title"], "article_id": each["article_id"], "paragraphs": []}
        paragraph = {"context": each["context"], "qas": []}
        entry = entries.setdefault(each["article_id"], shared | {"paragraphs": [paragraph]})
        entry["paragraphs"][0]["qas"].append(own | {"is_impossible": not each["answers"]})
    return {"version": "2.0", "data": list(entries.values())}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return lines(tmp_path / "questions.jsonl", ROWS)


# Question files


def test_both_layouts_and_their_gzipped_files_hold_the_same_questions(tmp_path: Path, file: Path) -> None:
    found = read_questions(file)
    assert [(each.text, each.answers, each.type) for each in found] == [
        ("Who closed the schools?", ("Ana Silva",), "who"),
        ("How many homes lost power?", ("4,000",), "how_many"),
        ("Who opened the airport?", (), "who"),
        ("Who won the final?", ("Porto",), "who"),
    ]
    assert [each.article for each in found] == [STORM, STORM, STORM, GAME]
    nested = tmp_path / "questions.json"
    nested.write_text(json.dumps(squad(ROWS)), encoding="utf-8")
    for path in (file, nested):
        packed = path.with_name(path.name + ".gz")
        packed.write_bytes(gzip.compress(path.read_bytes()))
        assert read_questions(packed) == read_questions(str(path)) == found
    assert read_questions([file, nested]) == found * 2


def test_offsets_count_the_characters_of_the_file_whatever_they_are(tmp_path: Path) -> None:
    text = "\ufeff Cafe\u0301\r\nKim\u2028met 👩‍💻 Putin.\r"
    path = tmp_path / "raw.jsonl"
    path.write_text(json.dumps(row("Who?", "Putin", Article(text)), ensure_ascii=False), encoding="utf-8")
    (question,) = read_questions(path)
    assert question.article.text == text
    assert question.answers == ("Putin",)


def test_rows_without_a_context_name_their_article() -> None:
    questions = read_questions([DATA / "seed_questions.jsonl", DATA / "library_questions.jsonl"])
    texts = [(DATA / f"{name}_questions.jsonl").read_text(encoding="utf-8") for name in ("seed", "library")]
    raw = [json.loads(line) for text in texts for line in text.splitlines()]
    assert len(questions) == 80
    assert [list(question.answers) for question in questions] == [[a["text"] for a in each["answers"]] for each in raw]
    assert {question.article for question in questions} == set(seeds())
    assert questions[0].article == SEED
    moved = Article(SEED.text, id="elsewhere")  # the seed under the id that the caller's source gives it
    assert read_questions(DATA / "seed_questions.jsonl", articles=[moved])[0].article is moved


def test_a_context_is_the_given_article_with_its_id_or_text(tmp_path: Path) -> None:
    given = [Article(STORM.text, id="storm", outlet="Lusa"), Article(GAME.text, id="other", outlet="Lusa")]
    assert [each.article for each in read_questions(lines(tmp_path / "q.jsonl", ROWS), articles=given)] == [
        *[given[0]] * 3,
        given[1],
    ]


def test_paragraphs_of_one_article_are_articles_of_their_own(tmp_path: Path) -> None:
    found = squad(ROWS[:1])
    found["data"][0]["paragraphs"] += squad(ROWS[3:])["data"][0]["paragraphs"]
    path = tmp_path / "two.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    assert [each.article.id for each in read_questions(path)] == ["storm#1", "storm#2"]


BAD_ROWS = [
    ("{", r"q\.jsonl:3: is not JSON: .* \(column 2\)"),
    ("[]", r"q\.jsonl:3: must be a JSON object, got list"),
    (row(" ", "Ana Silva"), r"q\.jsonl:3: must have a \"question\" with words, got ' '"),
    (
        row("Who?", "Ana Silva", context=7),
        r"q\.jsonl:3: must have a \"context\" that is a string, or an \"article_id\"",
    ),
    (row("Who?", "", context=" "), r"q\.jsonl:3: context: text: must hold more than white space"),
    (row("Who?", "", answers="Ana"), r"q\.jsonl:3: must have a list of objects, \"answers\""),
    (
        row("Who?", "", answers=[{"text": "Ana"}]),
        r"q\.jsonl:3 answers\[0\]: must have a \"text\" with words and a whole",
    ),
    (
        row("Who?", "", answers=[{"text": "Ana", "answer_start": 1}]),
        r"answers\[0\]: 'Ana' must stand at character 1 of",
    ),
    (row("Who?", "", answers=[{"text": ".", "answer_start": -1}]), r"answers\[0\]: '\.' must stand at character -1 of"),
    (row("Who?", "Ana Silva", is_impossible=True), r"q\.jsonl:3: is_impossible is True, and there are 1 answers"),
    (row("Who?", "", context=None, article_id="x"), r"q\.jsonl:3: article_id 'x' names no article that was given"),
    (
        row("Who?", "", GAME, article_id="storm"),
        r"q\.jsonl:3: context: must be the text of the article with the same id",
    ),
    (
        row("Who?", "", date="Friday"),
        r"q\.jsonl:3: date: published: must be a date in ISO 8601, got 'Friday'",
    ),
]


@pytest.mark.parametrize(("bad", "message"), BAD_ROWS)
def test_bad_rows_are_refused_with_file_and_line(tmp_path: Path, bad: str | dict[str, Any], message: str) -> None:
    path = lines(tmp_path / "q.jsonl", ROWS[:1])
    with path.open("a", encoding="utf-8") as stream:
        stream.write(bad if isinstance(bad, str) else json.dumps(bad))
    with pytest.raises(ArticleError, match=message):
        read_questions(path)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.jsonl", None, r"none\.jsonl: there is no such file"),
        ("q.csv", b"", r"q\.csv: the name of a question file must end in \.json, \.json\.gz, \.jsonl, \.jsonl\.gz"),
        ("q.jsonl", b"\xff", r"q\.jsonl: is not UTF-8 text \(byte 0\)"),
        ("q.jsonl.gz", b"plain", r"q\.jsonl\.gz: cannot be read: Not a gzipped file"),
        ("q.jsonl.gz", gzip.compress(b"{}" * 99)[:-9], r"q\.jsonl\.gz: cannot be read"),
        ("q.json", b'{"data":\n\n x}', r"q\.json:3: is not JSON: Expecting value \(column 2\)"),
        ("q.json", b'{"data": {}}', r"q\.json: must have a list of objects, \"data\""),
        ("q.json", b'{"data": [{}]}', r"q\.json data\[0\]: must have a list of objects, \"paragraphs\""),
        (
            "q.json",
            b'{"data": [{"paragraphs": [{"context": "A.", "qas": [{}]}]}]}',
            r"q\.json data\[0\] paragraphs\[0\] qas\[0\]: must have a \"question\"",
        ),
    ],
)
def test_bad_files_are_refused_in_a_sentence(tmp_path: Path, name: str, data: bytes | None, message: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ArticleError, match=message):
        read_questions(tmp_path / name)


# Metrics


def test_auroc_is_that_of_scikit_learn() -> None:
    chance = random.Random(1)
    for count in (5, 50, 400):
        scores = [chance.choice([0.1, 0.2, 0.2, 0.7, chance.random()]) for _ in range(count)]
        labels = [True, False, *(chance.random() < 0.3 + score / 2 for score in scores[2:])]
        assert auroc(scores, labels) == pytest.approx(float(roc_auc_score(labels, scores)))
    assert auroc([1, 2, 3], [False, True, True]) == 1.0
    assert auroc([1, 1], [False, True]) == 0.5
    assert auroc([1, 2], [True, True]) is None
    assert auroc([], []) is None


def test_calibration_worked_by_hand_and_by_scikit_learn() -> None:
    said, so = [0.0, 0.05, 0.1, 0.15, 0.95, 1.0, 1.0], [False, True, False, False, True, True, False]
    bins = [Bin(2, 0.025, 0.5), Bin(2, 0.125, 0.0), Bin(3, 2.95 / 3, 2 / 3)]
    assert [(each.count, each.right) for each in reliability(said, so)] == [(each.count, each.right) for each in bins]
    assert [each.probability for each in reliability(said, so)] == pytest.approx([each.probability for each in bins])
    expected = (2 * 0.475 + 2 * 0.125 + 3 * (2.95 / 3 - 2 / 3)) / 7
    assert expected_calibration_error(said, so) == pytest.approx(expected)
    assert brier(said, so) == pytest.approx(float(brier_score_loss(so, said)))
    assert brier([0.8, 0.4], [True, False]) == pytest.approx((0.04 + 0.16) / 2)


def test_risk_and_coverage_worked_by_hand() -> None:
    points = risk_coverage([0.9, 0.2, 0.5, 0.5], [True, False, False, True])
    assert points == [RiskPoint(0.9, 0.25, 0.0), RiskPoint(0.5, 0.75, 1 / 3), RiskPoint(0.2, 1.0, 0.5)]


def official_best(nulls: list[float], values: list[float], answerable: list[bool]) -> tuple[float, float]:
    """`find_best_thresh` of SQuAD 2.0's evaluate-v2.0.py, every prediction non-empty; it gives a null probability."""
    current = best = float(sum(not known for known in answerable))
    threshold = 0.0
    for index in sorted(range(len(nulls)), key=lambda index: nulls[index]):
        current += values[index] if answerable[index] else -1
        if current > best:
            best, threshold = current, nulls[index]
    return best / len(nulls), threshold


def test_best_threshold_is_that_of_the_official_script() -> None:
    chance = random.Random(2)
    for count in (1, 2, 9, 80):
        scores = [chance.gauss(0, 5) for _ in range(count)]
        answerable = [True, *(chance.random() < 0.6 for _ in scores[1:])]
        values = [chance.choice([0.0, 0.4, 1.0]) for _ in range(count - 1)]
        values = [1.0, *values]
        best, threshold = best_threshold(scores, values, answerable)
        expected, null = official_best([-score for score in scores], values, answerable)
        assert best == pytest.approx(expected)
        assert threshold == -null or null == 0.0


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0.0, 0.5, 1.0]), st.booleans()), min_size=1))
def test_no_threshold_is_better_and_the_best_one_keeps_its_word(rows: list[tuple[int, float, bool]]) -> None:
    def mean(threshold: float) -> float:
        answered = [
            (value if known else 0.0) if score >= threshold else float(not known) for score, value, known in rows
        ]
        return sum(answered) / len(rows)

    best, threshold = best_threshold(*([each[index] for each in rows] for index in range(3)))  # type: ignore[arg-type]
    assert mean(threshold) == pytest.approx(best)
    assert max(mean(each) for each in range(6)) == pytest.approx(best)


# Reports


def outcome(words: str, score: float, right: str, rank: int | None = None, kind: str = "who") -> Outcome:
    start = STORM.text.index(right) if right else 0
    references = (Reference(start, start + len(right)),) if right else ()
    return Outcome(Question("Who?", STORM, references, type=kind), words, score, rank)


OUTCOMES = [
    outcome("Ana Silva", 0.9, "Ana Silva", rank=1),  # exact
    outcome("Mayor Ana Silva", 0.8, "Ana Silva", rank=6),  # F1 0.8
    outcome("the storm", 0.6, "Lisbon", rank=None, kind="where"),  # wrong
    outcome("Lisbon", 0.3, "Lisbon", rank=8, kind="where"),  # right, but refused
    outcome("Friday", 0.7, ""),  # wrongly answered
    outcome("noon", 0.1, ""),  # rightly refused
    outcome("", 0.0, ""),  # no candidate at all
]


def test_report_worked_by_hand() -> None:
    report = Report.of("library", 0.5, OUTCOMES, Timing((0.010, 0.030, 0.020), 0.5))
    all_of = report.overall
    assert (all_of.questions, all_of.answerable) == (7, 4)
    assert (all_of.right, all_of.wrong, all_of.wrongly_refused_count) == (2, 1, 1)
    assert (all_of.wrongly_answered, all_of.rightly_refused) == (1, 2)
    assert (all_of.has_answer_exact, all_of.has_answer_f1) == pytest.approx((2 / 4, 2.8 / 4))
    assert (all_of.exact, all_of.f1) == pytest.approx((3 / 7, 3.8 / 7))
    assert (all_of.refused, all_of.wrongly_refused) == pytest.approx((2 / 3, 1 / 4))
    assert (report.best_f1, report.best_f1_threshold) == pytest.approx((4.8 / 7, 0.8))
    assert (report.best_exact, report.best_exact_threshold) == pytest.approx((4 / 7, 0.9))
    assert report.auroc == pytest.approx(10 / 12)  # 0.7 stands above two of the four answerable
    assert (report.recall_at_5, report.recall_at_8) == (0.25, 0.75)
    assert (report.latency_p50, report.latency_p95) == pytest.approx((20, 29))
    assert report.per_second == pytest.approx(14)
    assert report.calibrated is not None
    squares = 0.1**2 + 0.2**2 + 0.6**2 + 0.7**2 + 0.7**2 + 0.1**2
    assert report.calibrated.brier == pytest.approx(squares / 7)
    assert report.calibrated.base_rate_brier == pytest.approx(3 / 7 * 4 / 7)
    assert report.calibrated.ece == pytest.approx((0.1 + 0.2 + 0.6 + 0.7 + 0.7 + 0.1) / 7)  # seven bins of one each
    curve = [(point.threshold, point.coverage, point.risk) for point in report.risk_coverage]
    assert curve[1] == pytest.approx((0.8, 2 / 7, 0))
    assert curve[-1] == pytest.approx((0, 1, 4 / 7))
    assert {name: (each.questions, each.right) for name, each in report.types.items()} == {
        "where": (2, 0),
        "who": (5, 2),
    }


def test_report_is_json_and_an_aligned_table() -> None:
    report = Report.of("library", 0.5, OUTCOMES * 40, Timing((), 0.5))
    found = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert (
        found["overall"]["questions"]
        == found["types"]["who"]["questions"] + found["types"]["where"]["questions"]
        == 280
    )
    assert found["latency_p50"] is None
    assert found["risk_coverage"][-1]["coverage"] == 1.0
    many = [outcome("Ana Silva", step / 1000, "Ana Silva") for step in range(1000)]
    thinned = Report.of("reader", 0.5, many, Timing((), 1)).to_dict()["risk_coverage"]
    assert len(thinned) == 100
    assert thinned[-1] == {"threshold": 0.0, "coverage": 1.0, "risk": 0.0}
    text = str(report)
    assert re.search(r"^has answer +50\.0  70\.0  without abstaining$", text, re.MULTILINE)
    assert re.search(r"^no-answer accuracy +66\.7 ", text, re.MULTILINE)
    last = text.split("\n\n")[-1].splitlines()
    assert [line.split()[0] for line in last] == ["type", "where", "who", "all"]
    assert len({len(line) for line in last}) == 1


# Evaluation


def test_reader_mode_is_the_reader_alone(file: Path) -> None:
    report = evaluate(file, mode="reader")
    assert (report.mode, report.threshold, report.overall.questions) == ("reader", 0.0, 4)
    assert (report.calibrated, report.recall_at_5, report.recall_at_8) == (None, None, None)
    for each in report.outcomes:
        (span,) = default_reader().read(each.question.text, each.question.article.text)
        assert each.text == each.question.article.text[span.start : span.end]
        assert each.score == pytest.approx(span.score, abs=0.15)  # bfloat16 rounds batches of other shapes otherwise
    refused = report.overall.rightly_refused + report.overall.wrongly_refused_count
    assert refused == sum(each.score < 0 for each in report.outcomes)
    assert report.latency_p50 is not None


@pytest.mark.parametrize("mode", ["article", "library"])
def test_chain_modes_are_the_answers_of_the_chain(file: Path, mode: Literal["article", "library"]) -> None:
    report = evaluate(file, mode=mode, articles=[STORM, GAME, SEED], timed=0)
    assert report.threshold == calibration_of().threshold
    library = Library.of([STORM, GAME, SEED])
    for each in report.outcomes:
        where = f"article_id = '{each.question.article.id}'" if mode == "article" else None
        alone = answer(each.question.text, library=library, where=where, threshold=0)
        assert each.text == alone.text
        assert each.score == pytest.approx(alone.probability, abs=1e-3)
    assert report.overall.right == 3
    assert report.recall_at_8 == 1.0
    assert (report.latency_p50, report.latency_p95) == (None, None)


def test_library_mode_asks_all_given_articles_and_those_of_the_files(tmp_path: Path) -> None:
    question = "Where could the talks of Kim and Putin be held?"
    path = lines(tmp_path / "q.jsonl", [row(question, "", STORM, article_id="storm")])
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"id": "north", "text": SEED.text}), encoding="utf-8")
    assert evaluate(path, mode="library", articles=source, timed=0).outcomes[0].text == "Vladivostok"
    assert evaluate(path, mode="article", articles=source, timed=0).outcomes[0].text in STORM.text
    assert evaluate(path, mode="library", articles=list(load(source)), timed=0).outcomes[0].text == "Vladivostok"


def test_recall_counts_the_gold_sentence_and_its_neighbours(tmp_path: Path) -> None:
    hills = Article(
        "Kim met Putin. " + " ".join(f"Rain fell on hill number {step}." for step in range(1, 13)), id="hills"
    )
    rows = [row("Who met Putin?", words, hills) for words in ("Kim", *(f"number {step}." for step in range(1, 13)), "")]
    report = evaluate(lines(tmp_path / "q.jsonl", rows), mode="article", timed=0)
    (hits,) = Library.of([report.outcomes[0].question.article]).search(["Who met Putin?"], top_k=8)
    found = [hit.sentence.index for hit in hits]
    expected = [
        min((found.index(near) + 1 for near in (gold - 1, gold, gold + 1) if near in found), default=None)
        for gold in range(13)
    ]
    assert [each.rank for each in report.outcomes] == [*expected, None]
    assert len({*expected}) > 4
    assert report.recall_at_8 == sum(rank is not None for rank in expected) / 13


def test_a_library_is_asked_as_it_stands(file: Path) -> None:
    library = Library()
    library.add([STORM, GAME])
    report = evaluate(file, mode="library", library=library, timed=0)
    assert report.overall.right == 3
    assert len(library) == 2
    library.remove(["game"])
    with pytest.raises(ArticleError, match="the library lacks the article 'game'"):
        evaluate(file, mode="library", library=library)


def test_limit_draws_the_same_questions_each_time() -> None:
    path = DATA / "seed_questions.jsonl"
    first, second = (evaluate(path, mode="reader", limit=3, timed=0) for _ in range(2))
    assert first.overall.questions == 3
    assert [each.question for each in first.outcomes] == [each.question for each in second.outcomes]
    assert [each.text for each in first.outcomes] == [each.text for each in second.outcomes]


@pytest.mark.parametrize("mode", ["reader", "article", "library"])
def test_an_article_without_words_is_no_reason_to_fail(
    tmp_path: Path, mode: Literal["reader", "article", "library"]
) -> None:
    path = lines(tmp_path / "q.jsonl", [row("Who?", "", Article("\u200b"))])
    report = evaluate(path, mode=mode, timed=1)
    assert (report.overall.rightly_refused, report.outcomes[0].text) == (1, "")
    json.dumps(report.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "chain"}, "mode: must be one of reader, article, library, got 'chain'"),
        ({"mode": "reader", "limit": 0}, "limit: must be at least 1, got 0"),
        ({"mode": "reader", "timed": -1}, "timed: must be at least 0, got -1"),
        ({"mode": "reader", "articles": [STORM], "library": Library()}, "articles: must not be given together with"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(file: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        evaluate(file, **options)


def test_files_without_a_question_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"no question is there"):
        evaluate(lines(tmp_path / "q.jsonl", []), mode="reader")


def test_noise_changes_the_questions_and_never_the_references(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        json.dumps(
            {"question": "Who met Putin?", "context": "Kim met Putin.", "answers": [{"text": "Kim", "answer_start": 0}]}
        )
    )
    (outcome,) = evaluate(path, mode="reader", noise="lower", timed=0).outcomes
    assert outcome.question.text == "who met putin?"
    assert outcome.question.answers == ("Kim",)
    (outcome,) = evaluate(path, mode="reader", noise="typo", timed=0).outcomes
    assert outcome.question.text != "Who met Putin?"


def test_a_list_is_scored_by_the_stretch_of_its_items(tmp_path: Path) -> None:
    pact = Article("Talks took place in Rome. Chad, Mali and Niger signed the pact in May.", id="pact", title="Pact")
    asked = "Which countries signed the pact?"
    path = lines(tmp_path / "q.jsonl", [row(asked, "Chad, Mali and Niger", pact, article_id="pact", title="Pact")])
    assert answer(asked, articles=pact).kind == "list"
    report = evaluate(path, mode="article", timed=0)
    assert report.overall.has_answer_exact == report.overall.has_answer_f1 == 1.0
