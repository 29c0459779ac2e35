"""What an answer is: candidates with a probability, each with the citations that it stands on."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from qa.article import Article
from qa.attribution import Attribution, attribution, is_quoted
from qa.dates import ResolvedDate, resolve

_LAST = (date.max.year + 1,)  # behind every day
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

    @property
    def dates(self) -> tuple[ResolvedDate, ...]:
        """The days that the sentence's time expressions name, read against the day of publication; worked out when asked.

        Where that day is not known, only those that name their year.
        """
        article = self.article
        return resolve(article.text, article.published, start=self.sentence_start, end=self.sentence_end)

    @property
    def page(self) -> int | None:
        """The number, from 1, of the printed page on which they begin; None where the article has no pages."""
        return bisect_right(self.article.pages, self.start) or None

    @property
    def days(self) -> str:
        """The days that the words end with, where they do not say so: "Mon 11 Sep 2023" for "on Monday"; else ""."""
        ends = [each for each in self.dates if each.relative and max(each.start, self.start) < self.end <= each.end]
        return str(ends[0]) if ends else ""

    @property
    def date_notes(self) -> tuple[str, ...]:
        """The sentence's words for a time with the days that they do not say: "last week (4–10 Sep 2023)"."""
        text = self.article.text
        return tuple(f"{text[each.start : each.end]} ({each})" for each in self.dates if each.relative)

    @property
    def attribution(self) -> Attribution | None:
        """Where the text tells who says the words; None where it does not. Worked out when asked."""
        return attribution(
            self.article.text, self.start, self.end, sentence_start=self.sentence_start, sentence_end=self.sentence_end
        )

    @property
    def speaker(self) -> str | None:
        """Who says the words, in the article's own words: a claim, not a fact. None where the text does not tell."""
        found = self.attribution
        return self.article.text[slice(*found.speaker)] if found else None

    @property
    def reporting_verb(self) -> str | None:
        """The article's own words for the saying: "said", "denied", "According to"; None where there is no `speaker`."""
        found = self.attribution
        return self.article.text[slice(*found.verb)] if found else None

    @property
    def quoted(self) -> bool:
        """Whether the words stand in quotation marks."""
        return is_quoted(
            self.article.text, self.start, self.end, sentence_start=self.sentence_start, sentence_end=self.sentence_end
        )

    @property
    def said_by(self) -> str:
        """Who says the words, for a reader: "said by Ann Lee", "said by Ann Lee (denied)"; "" where none does."""
        speaker, verb = self.speaker, self.reporting_verb
        if speaker is None or verb is None:
            return ""
        if verb.casefold() == "according to":
            return f"according to {speaker}"
        return f"said by {speaker}" if verb in ("said", "says") else f"said by {speaker} ({verb})"

    def overlaps(self, other: "Citation") -> bool:
        """Whether both hold the same place of the same article, in part at least."""
        return self.article.id == other.article.id and self.start < other.end and other.start < self.end

    def to_dict(self) -> dict[str, Any]:
        """Offsets, text, sentence, its dates, who says it, and what is known of the article, ready for JSON."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "sentence": self.sentence,
            "sentence_start": self.sentence_start,
            "sentence_end": self.sentence_end,
            "page": self.page,
            "dates": [{"text": self.article.text[each.start : each.end], **each.to_dict()} for each in self.dates],
            "speaker": self.speaker,
            "reporting_verb": self.reporting_verb,
            "quoted": self.quoted,
            **_named(self.article),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer with every place where it was read, best first, and the probability that it is right.

    `sources` counts the independent ones among its articles: wire copies and articles of one outlet count once. `also_in`
    are the copies of its articles that the library holds beside them, in the order of publication, if it is the answer.
    """

    citations: tuple[Citation, ...]
    probability: float
    sources: int = 1
    also_in: tuple[Article, ...] = ()

    @property
    def text(self) -> str:
        """The words of the best citation."""
        return self.citations[0].text

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that it was read in, each once, in the order of publication, those without a date last."""
        found = {citation.article.id: citation.article for citation in self.citations}
        return tuple(
            sorted(found.values(), key=lambda each: each.published.timetuple()[:3] if each.published else _LAST)
        )

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "text": self.text,
            "probability": self.probability,
            "sources": self.sources,
            "citations": [citation.to_dict() for citation in self.citations],
            "also_in": [_named(article) for article in self.also_in],
        }


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through for an answer: how many articles, the first day of publication and the last (if known)."""

    articles: int
    first: date | None
    last: date | None

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        first, last = (day.isoformat() if day else None for day in (self.first, self.last))
        return {"articles": self.articles, "first": first, "last": last}


@dataclass(frozen=True, slots=True)
class Answer:
    """The article's own words that answer a question, or "not stated".

    `kind` is "span" (one candidate), "list" (several, each an item of what was asked for, in the order of the text),
    "evidence" (a yes/no question's: one candidate, the whole sentence that bears on it) or "not stated" (none).
    `probability` is that of the best candidate being right, also when it was too low to be the answer. `alternatives` are
    the other candidates, best first; none overlaps the answer. `nearest` is the sentence nearest to the question when the
    answer is not stated, else None. `searched` is what was looked through, stated or not. `developments` are the values that
    articles on the same event give where they disagree, or where the news has moved on, the answer's among them: in order of
    publication, newest first if the question asks for now. Each has only the citations that count, one of an article; none
    at all where no article says otherwise. `corrected` is the question that was answered, where a word of the one that was
    asked seemed mistyped, else None.
    """

    question: str
    kind: Kind
    probability: float
    candidates: tuple[Candidate, ...]
    alternatives: tuple[Candidate, ...]
    nearest: Citation | None
    searched: Searched | None = None
    developments: tuple[Candidate, ...] = ()
    corrected: str | None = None

    @property
    def text(self) -> str | None:
        """The first citation's words; None when not stated."""
        return self.candidates[0].text if self.candidates else None

    @property
    def stretch(self) -> str | None:
        """The article's words from the first item of a list to the last, those of the best where no one sentence holds all.

        Of any other answer its text.
        """
        if self.kind != "list":
            return self.text
        first, last = self.candidates[0].citations[0], self.candidates[-1].citations[0]
        if (first.article.id, first.sentence_start) == (last.article.id, last.sentence_start):
            return first.article.text[first.start : last.end]
        return max(self.candidates, key=lambda each: each.probability).text

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all candidates in their order; none when not stated."""
        return tuple(citation for candidate in self.candidates for citation in candidate.citations)

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "question": self.question,
            "corrected": self.corrected,
            "kind": self.kind,
            "text": self.text,
            "probability": self.probability,
            "citations": [citation.to_dict() for citation in self.citations],
            "candidates": [candidate.to_dict() for candidate in self.candidates],
            "alternatives": [candidate.to_dict() for candidate in self.alternatives],
            "developments": [candidate.to_dict() for candidate in self.developments],
            "nearest": self.nearest.to_dict() if self.nearest else None,
            "searched": self.searched.to_dict() if self.searched else None,
        }


def _named(article: Article) -> dict[str, Any]:
    """What is known of an article without its text, ready for JSON."""
    return {"article_id": article.id, "digest": article.digest, **article.metadata}
