"""What an answer is: candidates with a probability, each with the citations that it stands on."""

from dataclasses import dataclass
from typing import Any, Literal

from qa.article import Article

Kind = Literal["span", "list", "evidence", "not stated"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of an answer: `article.text[start:end]`, within the sentence `article.text[sentence_start:sentence_end]`."""

    article: Article
    start: int
    end: int
    sentence_start: int
    sentence_end: int

    @property
    def text(self) -> str:
        """The article's own words."""
        return self.article.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence that holds them."""
        return self.article.text[self.sentence_start : self.sentence_end]

    def to_dict(self) -> dict[str, Any]:
        """Offsets, text, sentence, and what is known of the article, ready for JSON."""
        published = self.article.published
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "sentence": self.sentence,
            "sentence_start": self.sentence_start,
            "sentence_end": self.sentence_end,
            "article_id": self.article.id,
            "digest": self.article.digest,
            "title": self.article.title,
            "outlet": self.article.outlet,
            "author": self.article.author,
            "published": published.isoformat() if published else None,
            "url": self.article.url,
            "licence": self.article.licence,
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer with every place where it was read, best first, and the probability that it is right."""

    citations: tuple[Citation, ...]
    probability: float

    @property
    def text(self) -> str:
        """The words of the best citation."""
        return self.citations[0].text

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        citations = [citation.to_dict() for citation in self.citations]
        return {"text": self.text, "probability": self.probability, "citations": citations}


@dataclass(frozen=True, slots=True)
class Answer:
    """The article's own words that answer a question, or "not stated".

    `kind` is "span" (one candidate) or "not stated" (none). `probability` is that of the best candidate being right, also
    when it was too low to be the answer. `alternatives` are the other candidates, best first; none overlaps the answer.
    `nearest` is the sentence nearest to the question when the answer is not stated, else None.
    """

    question: str
    kind: Kind
    probability: float
    candidates: tuple[Candidate, ...]
    alternatives: tuple[Candidate, ...]
    nearest: Citation | None

    @property
    def text(self) -> str | None:
        """The first citation's words; None when not stated."""
        return self.candidates[0].text if self.candidates else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all candidates in their order; none when not stated."""
        return tuple(citation for candidate in self.candidates for citation in candidate.citations)

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "question": self.question,
            "kind": self.kind,
            "text": self.text,
            "probability": self.probability,
            "citations": [citation.to_dict() for citation in self.citations],
            "candidates": [candidate.to_dict() for candidate in self.candidates],
            "alternatives": [candidate.to_dict() for candidate in self.alternatives],
            "nearest": self.nearest.to_dict() if self.nearest else None,
        }
