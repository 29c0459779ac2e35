"""Questions of other kinds: evidence for yes/no, the items of a list, the unit of a number, and who says it.

    python -m tests.benchmarks.kinds [yes_no] [lists] [how_many] [speech] [tune] [kept]

Of these kinds and parts only, or of all. Prints the figures of both parts of the files in tests/data/kinds, each question asked inside its article, and for yes/no
questions the regression that the part "tune" gives with the reader that ships: the numbers of `qa/evidence.py`.
"""

import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.answering import answer
from qa.answers import Citation
from qa.article import Article
from qa.library import Library, one_of
from qa.metrics import exact_match, f1
from qa.questions import Part, Question, read_questions
from qa.reader import default_reader
from qa.reading import read_passages
from qa.sentences import split

_FOLDER = Path(__file__).parent.parent / "data" / "kinds"
_PARTS = {"tune": Part(1, 2), "kept": Part(2, 2)}


def main() -> None:
    warnings.simplefilter("ignore")
    asked = sys.argv[1:]
    tell = {"yes_no": _yes_no, "lists": _lists, "how_many": _how_many}
    kinds = [each for each in (*tell, "speech") if each in asked] or [*tell, "speech"]
    for name in kinds:
        for part, number in [each for each in _PARTS.items() if each[0] in asked] or _PARTS.items():
            if name == "speech":
                print(f"speech, {part}: {speech(part)}")
            else:
                print(f"{name}, {part}: {tell[name](questions(name, number))}", flush=True)
    if "yes_no" in kinds:
        print(_fitted(questions("yes_no", _PARTS["tune"])))


def questions(name: str, part: Part) -> list[Question]:
    """Those of one kind, each with its article: a seed, or one of the articles for sentences."""
    return read_questions(_FOLDER / f"{name}.jsonl", part=part)


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


def speech(part: str) -> Speech:
    """How well it is told who says the `answer` in each row's `text`: exactly one of its `speakers` and `verbs`."""
    lines = (_FOLDER / "speech.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["part"] == part]
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
    given = [items(question) for question in questions]
    wanted = sum(len(question.answers) for question in questions)
    total, lists = sum(map(len, given)), sum(len(each) > 1 for each in given)
    right, exact = (
        sum(matched(each, question.answers, least=least) for each, question in zip(given, questions, strict=True))
        for least in (0.5, 1.0)
    )
    return (
        f"{lists} lists of {len(questions)}; {_shares(right, total, wanted)}; exactly: {_shares(exact, total, wanted)}"
    )


def items(question: Question) -> list[str]:
    """Each item of the answer: its only words if it is no list, and none if it is not stated."""
    return [each.text for each in answer(question.text, articles=question.article).candidates]


def _shares(right: int, given: int, wanted: int) -> str:
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    return f"precision {precision:.1%}, recall {recall:.1%}, F1 {2 * right / max(given + wanted, 1):.1%}"


def matched(items: Sequence[str], references: Sequence[str], *, least: float = 0.5) -> int:
    """How many items match a reference of their own with a token F1 of at least `least`; 1.0: their words are the same."""
    left, count = list(references), 0
    for item in items:
        best = max(left, key=lambda each: f1(item, [each]), default=None)
        if best is not None and f1(item, [best]) >= least:
            left.remove(best)
            count += 1
    return count


def _how_many(questions: Sequence[Question]) -> str:
    """How many answers end with the unit that the text has beside the number; and exact match and F1 with any reference."""
    rows = map(json.loads, (_FOLDER / "how_many.jsonl").read_text(encoding="utf-8").splitlines())
    units = {row["id"]: row["unit"] for row in rows}
    found = [(question, answer(question.text, articles=question.article).text or "") for question in questions]
    wanted = [(units[question.id], text) for question, text in found if units[question.id]]
    held = sum(unit in text.split() for unit, text in wanted)
    exact = sum(exact_match(text, question.answers) for question, text in found) / len(found)
    score = sum(f1(text, question.answers) for question, text in found) / len(found)
    return f"{held} of {len(wanted)} hold their unit; exact match {exact:.1%}, F1 {score:.1%} of {len(found)}"


def _fitted(questions: Sequence[Question]) -> str:
    from sklearn.linear_model import LogisticRegression

    library = Library.of(list({question.article.id: question.article for question in questions}.values()))
    margins, right = [], []
    for question in questions:
        where = one_of("article_id", [question.article.id])
        (read,) = read_passages([question.text], library, where=where, reader=default_reader())
        if groups := read.groups:
            margins.append([groups[0].score])
            right.append(groups[0].citations[0].sentence in question.answers)
    model = LogisticRegression().fit(margins, right)
    return f"slope {model.coef_[0][0]:.3f}, intercept {model.intercept_[0]:.3f}, on {len(margins)} questions"


if __name__ == "__main__":
    main()
