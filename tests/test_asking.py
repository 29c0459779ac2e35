import json
from pathlib import Path

import pytest

from qa.asking import kind_asked

KINDS = Path(__file__).parent / "data" / "kinds"


@pytest.mark.parametrize(("name", "kind"), [("yes_no", "evidence"), ("lists", "list"), ("how_many", "span")])
def test_the_kind_of_every_written_question_with_capitals_or_without(name: str, kind: str) -> None:
    for line in (KINDS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)["question"]
        assert kind_asked(question) == kind_asked(question.lower().rstrip("?")) == kind


@pytest.mark.parametrize(
    "question",
    [
        "Was it Kim or Putin?",
        "Can you tell me who resigned?",
        "Does the article say when the bridge fell?",
        "Which company sells lithium to Tesla?",
        "What makes the sea rise?",
        "What was found?",
        "Who resigned?",
        "Kim flew?",
        "",
    ],
)
def test_what_asks_for_one_span(question: str) -> None:
    assert kind_asked(question) == "span"


def test_a_word_before_the_auxiliary_does_no_harm() -> None:
    assert kind_asked("And did Kim fly?") == kind_asked("So, isn’t it true?") == "evidence"
