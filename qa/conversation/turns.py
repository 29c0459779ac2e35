"""What was said: a question as typed, as understood, and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa.answers import Answer, Citation
from qa.article import Article


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as typed, as `understood` from the turns before (None where it stands alone), and its answer."""

    question: str
    understood: str | None
    answer: Answer

    @property
    def asked(self) -> str:
        """The question that was answered, mistyped words put right."""
        return self.answer.corrected or self.understood or self.question

    @property
    def cited(self) -> Citation | None:
        """The citation that the answer stands on; None when not stated."""
        return self.answer.citations[0] if self.answer.citations else None

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"question": self.question, "understood": self.understood, "answer": self.answer.to_dict()}


def article_of(turns: Sequence[Turn]) -> Article | None:
    """The article that the conversation is about: that of the last answer, looked for behind follow-ups without one."""
    for turn in reversed(turns):
        if turn.cited:
            return turn.cited.article
        if turn.understood is None:
            return None
    return None
