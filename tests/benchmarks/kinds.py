"""Questions of other kinds: evidence for yes/no, the items of a list, the unit of a number, and who says it.

    python -m tests.benchmarks.kinds [yes_no] [lists] [how_many] [speech]

Prints the figures of both parts of the files in tests/data/kinds, each question asked inside its article, and for yes/no
questions the regression that the part "tune" gives with the reader that ships: the numbers of `qa/evidence.py`.
"""

import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.answering import answer, read_passages
from qa.answers import Citation
from qa.article import Article
from qa.library import Library, one_of
from qa.questions import Part, Question, read_questions
from qa.reader import default_reader
from qa.sentences import split

_FOLDER = Path(__file__).parent.parent / "data" / "kinds"
_PARTS = (("tune", Part(1, 2)), ("kept", Part(2, 2)))


def main() -> None:
    warnings.simplefilter("ignore")
    chosen = sys.argv[1:] or ["yes_no", "lists", "how_many", "speech"]
    tell = {"yes_no": _yes_no, "lists": _lists, "how_many": _how_many}
    for name in chosen:
        for part, number in _PARTS:
            if name == "speech":
                lines = (_FOLDER / "speech.jsonl").read_text(encoding="utf-8").splitlines()
                print(f"speech, {part}: {speech([row for row in map(json.loads, lines) if row['part'] == part])}")
            else:
                print(
                    f"{name}, {part}: {tell[name](read_questions(_FOLDER / f'{name}.jsonl', part=number))}", flush=True
                )
    if "yes_no" in chosen:
        print(_fitted(read_questions(_FOLDER / "yes_no.jsonl", part=Part(1, 2))))


def _yes_no(questions: Sequence[Question]) -> str:
    right = given = refused = 0
    stated = [question for question in questions if question.references]
    for question in questions:
        found = answer(question.text, articles=question.article)
        if question.references:
            given += found.kind == "evidence"
            right += found.text in question.answers
        else:
            refused += found.kind == "not stated"
    return f"{right} of {len(stated)} right ({given} given), {refused} of {len(questions) - len(stated)} rightly not stated"


@dataclass(frozen=True, slots=True)
class Speech:
    """Of `told` words with a speaker, how many get it, its verb, and whether they are quoted; `false` of the `others`."""

    told: int
    speakers: int
    verbs: int
    quoted: int
    others: int
    false: int

    def __str__(self) -> str:
        return (
            f"speaker {self.speakers}, verb {self.verbs}, quoted {self.quoted} of {self.told}; "
            f"{self.false} of {self.others} without a speaker get one"
        )


def speech(rows: Sequence[dict[str, Any]]) -> Speech:
    """How well it is told who says the `answer` in each row's `text`: exactly one of its `speakers` and `verbs`."""
    pairs = [(row, _cited(row)) for row in rows]
    told = [(row, found) for row, found in pairs if row["speakers"]]
    others = [found for row, found in pairs if not row["speakers"]]
    return Speech(
        len(told),
        sum(found.speaker in row["speakers"] for row, found in told),
        sum(found.reporting_verb in row["verbs"] for row, found in told),
        sum(found.quoted == row["quoted"] for row, found in told),
        len(others),
        sum(found.speaker is not None for found in others),
    )


def _cited(row: dict[str, Any]) -> Citation:
    article, start = Article(row["text"]), row["answer_start"]
    sentence = next(each for each in split(article) if each.start <= start < each.end)
    return Citation(article, start, start + len(row["answer"]), sentence.start, sentence.end)


def _lists(questions: Sequence[Question]) -> str:
    return ""


def _how_many(questions: Sequence[Question]) -> str:
    return ""


def _fitted(questions: Sequence[Question]) -> str:
    from sklearn.linear_model import LogisticRegression

    library = Library.of(list({question.article.id: question.article for question in questions}.values()))
    margins, right = [], []
    for question in questions:
        where = one_of("article_id", [question.article.id])
        ((groups, _),) = read_passages([question.text], library, where=where, reader=default_reader())
        if groups:
            margins.append([groups[0].score])
            right.append(groups[0].citations[0].sentence in question.answers)
    model = LogisticRegression().fit(margins, right)
    return f"slope {model.coef_[0][0]:.3f}, intercept {model.intercept_[0]:.3f}, on {len(margins)} questions"


if __name__ == "__main__":
    main()
