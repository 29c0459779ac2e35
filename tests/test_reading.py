"""What is read for a question: which words of it are asked of each article."""

import pytest

from qa.article import Article
from qa.library import Library
from qa.reader import Reader, Span, default_reader
from qa.reading import read_passages

ROVERS = Library.of([Article("Rovers won on Sunday. The coach of Rovers is Dunne.", title="Rovers win")])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that the reader is given, as it is given them; it finds nothing."""
    given: list[str] = []

    def read_batch(_: Reader, pairs: list[tuple[str, str]], **__: object) -> list[list[Span]]:
        given.extend(question for question, _ in pairs)
        return [[] for _ in pairs]

    monkeypatch.setattr(Reader, "read_batch", read_batch)
    return given


@pytest.mark.parametrize(
    ("question", "of_its_day"),
    [
        ("Who is the coach of Rovers now?", "Who is the coach of Rovers?"),
        ("Who is currently the coach of Rovers?", "Who is the coach of Rovers?"),
        ("Who is the coach of Rovers at present", "Who is the coach of Rovers"),
        ("Who was the coach of Rovers until now?", "Who was the coach of Rovers until now?"),
        ("From now on, who is the coach of Rovers?", "From now on, who is the coach of Rovers?"),
        ("Who wants to know how Rovers won?", "Who wants to know how Rovers won?"),
    ],
)
def test_an_article_is_asked_how_things_stand_on_its_own_day(asked: list[str], question: str, of_its_day: str) -> None:
    (read,) = read_passages([question], ROVERS, reader=default_reader())
    assert read.question == question
    assert set(asked) == {of_its_day}
