"""Yes/no questions: how often the right sentence is given, and how often "not stated" where the article says nothing.

    python -m tests.benchmarks.kinds

Prints the figures of both parts of tests/data/kinds/yes_no.jsonl, each question asked inside its article, and the
regression that the part "tune" gives with the reader that ships: the numbers of `qa/evidence.py`.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path

from qa.answering import answer, read_passages
from qa.library import Library, one_of
from qa.questions import Part, Question, read_questions
from qa.reader import default_reader

_FILE = Path(__file__).parent.parent / "data" / "kinds" / "yes_no.jsonl"


def main() -> None:
    warnings.simplefilter("ignore")
    for name, part in (("tune", Part(1, 2)), ("kept", Part(2, 2))):
        print(f"{name}: {_figures(read_questions(_FILE, part=part))}")
    print(_fitted(read_questions(_FILE, part=Part(1, 2))))


def _figures(questions: Sequence[Question]) -> str:
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
