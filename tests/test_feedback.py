"""From what readers say to questions: kept safely, the latest word counts, and `train` and `evaluate` take them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.__main__ import main
from qa.article import Article, ArticleError
from qa.feedback import Feedback, append_feedback, read_feedback, to_squad
from qa.library import Library
from qa.questions import read_questions
from qa.training.rows import read_rows
from ui.service import Service
from ui.sources import Sources

TALKS = Article("Kim met Putin on Monday.\r\nPutin 🚂 left.", title="Talks", id="talks")
ONE = "a" * 20


def rows(*given: Feedback) -> list[dict[str, object]]:
    return list(to_squad(given))


def test_right_is_a_question_with_all_places_and_not_stated_one_without() -> None:
    right, nothing = rows(
        Feedback("Who met Kim?", "right", TALKS, ((8, 13), (26, 31))), Feedback("Why?", "not stated", TALKS)
    )
    assert right["answers"] == [{"text": "Putin", "answer_start": 8}, {"text": "Putin", "answer_start": 26}]
    assert (right["context"], right["title"], right["is_impossible"]) == (TALKS.text, "Talks", False)
    assert (nothing["answers"], nothing["is_impossible"]) == ([], True)
    assert rows(Feedback("Why?", "right", TALKS))[0]["is_impossible"] is True  # "not stated" was right


def test_the_latest_word_counts_and_what_is_merely_wrong_gives_no_question() -> None:
    said = [
        Feedback("Who met Kim?", "right", TALKS, ((0, 3),)),
        Feedback("Who?", "right", TALKS, ((0, 3),)),
        Feedback("who met  Kim?", "answer", TALKS, ((8, 13),)),
        Feedback("Who?", "withdrawn", TALKS),
        Feedback("When?", "wrong", TALKS, ((0, 3),)),
    ]
    assert [(row["question"], row["answers"]) for row in rows(*said)] == [
        ("who met  Kim?", [{"text": "Putin", "answer_start": 8}])
    ]
    other = Article("Another text.", id="talks")
    assert len(rows(said[2], Feedback("Who met Kim?", "not stated", other))) == 2


@pytest.mark.parametrize(
    ("question", "verdict", "spans", "error"),
    [
        (" ", "right", (), "question: must not be empty"),
        ("Who?", "maybe", (), "verdict: must be one of right, wrong"),
        ("Who?", "answer", (), "spans: must name the right answer"),
        ("Who?", "answer", ((-1, 3),), "spans: must lie within"),
        ("Who?", "right", ((0, 4000),), "spans: must lie within"),
        ("Who?", "answer", ((24, 26),), "spans: must lie within"),
    ],
)
def test_what_cannot_be_is_refused(question: str, verdict: str, spans: tuple[tuple[int, int], ...], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        Feedback(question, verdict, TALKS, spans)  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1).filter(str.strip), st.data())
def test_what_is_kept_comes_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("kept") / "feedback.jsonl"
    start = data.draw(st.sampled_from([at for at, each in enumerate(text) if each.strip()]))
    given = Feedback("Who?", "answer", Article(text, id="x"), ((start, start + 1),))
    append_feedback(path, given)
    append_feedback(path, given)
    assert read_feedback(path) == [given, given]
    squad = next(to_squad(read_feedback(path)))
    assert squad["answers"] == [{"text": text[start], "answer_start": start}]


SAY = """
import sys
from pathlib import Path
from qa.article import Article
from qa.feedback import Feedback, append_feedback
for turn in range(10):
    article = Article("Kim met Putin. " * 2000)
    append_feedback(Path(sys.argv[1]), Feedback(f"Who is {sys.argv[2]} {turn}?", "right", article, ((0, 3),)))
"""


def test_several_processes_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "feedback.jsonl"
    processes = [subprocess.Popen([sys.executable, "-c", SAY, str(path), str(number)]) for number in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert len({each.question for each in read_feedback(path)}) == 30


def test_a_line_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    first, second = (Feedback(question, "right", TALKS, ((0, 3),)) for question in ("One?", "Two?"))
    append_feedback(path, first)
    path.write_bytes(path.read_bytes() + b'{"time": "2026-')
    append_feedback(path, second)
    assert read_feedback(path) == [first, second]


def test_what_is_no_feedback_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="there is no feedback yet"):
        read_feedback(tmp_path / "none.jsonl")
    (tmp_path / "other.jsonl").write_text('{"question": "Who?"}\n', encoding="utf-8")
    with pytest.raises(ArticleError, match=r"other\.jsonl:1: is no feedback"):
        read_feedback(tmp_path / "other.jsonl")


def test_the_service_keeps_only_what_stands_in_the_article(tmp_path: Path) -> None:
    path = tmp_path / "feedback.jsonl"
    service = Service(Sources(Library.of([TALKS])), feedback=path)
    said = {"reader": ONE, "question": "Who left?", "verdict": "answer", "id": "talks", "digest": TALKS.digest}
    for changes, error in [
        ({"spans": [[26, 31]], "text": "Kim"}, "The text must be what stands in the article"),
        ({"spans": [[0, 900]], "text": "Kim"}, "The text must be"),
        ({"spans": [[26, 31]], "digest": "0" * 64}, "The article has changed"),
        ({"spans": [[26, 31]], "verdict": "maybe"}, "The verdict must be one of"),
        ({"spans": [[26, 31]], "id": "none"}, "This article is not here any more"),
    ]:
        assert service.call("feedback", {**said, **changes})["error"].startswith(error)
    assert not path.exists()
    assert service.call("feedback", {**said, "spans": [[26, 33]], "text": "Putin 🚂"}) == {"kept": True}
    assert next(to_squad(read_feedback(path)))["answers"] == [{"text": "Putin 🚂", "answer_start": 26}]
    assert "keeps no feedback" in Service(Sources(Library.of([TALKS]))).call("feedback", said)["error"]


def test_the_export_is_taken_by_train_and_evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, exported = tmp_path / "feedback.jsonl", tmp_path / "rows.jsonl"
    append_feedback(path, Feedback("Who met Kim?", "right", TALKS, ((8, 13),)))
    append_feedback(path, Feedback("Why?", "not stated", TALKS))
    append_feedback(path, Feedback("When?", "wrong", TALKS, ((0, 3),)))
    assert main(["export-feedback", str(path)]) == 0
    shown = capsys.readouterr()
    assert shown.err == "3 words of readers give 2 questions, 1 unanswerable\n"
    exported.write_text(shown.out, encoding="utf-8")
    assert [json.loads(line)["question"] for line in shown.out.splitlines()] == ["Who met Kim?", "Why?"]
    trained = read_rows(exported)
    assert [(row.question, row.answers, row.article_id) for row in trained] == [
        ("Who met Kim?", ((8, 13),), "talks"),
        ("Why?", (), "talks"),
    ]
    evaluated = read_questions(exported)
    assert [question.answers for question in evaluated] == [("Putin",), ()]
    assert evaluated[0].article.text == TALKS.text


def test_an_export_of_nothing_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export-feedback", str(tmp_path / "none.jsonl")]) == 2
    assert "there is no feedback yet" in capsys.readouterr().err
