"""Words of an article -> who says them, where their sentence, or the one beside it for a quotation, tells so.

Own rules, written on the part "tune" of tests/data/kinds/speech.jsonl: a parser would be larger than the reader.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.quotations import HIDDEN, masked, quotations
from qa.sentences import spans
from qa.subjects import subject_after, subject_before

_NEAR = 2000  # characters of a paragraph on either side of the sentence that are looked at
_BETWEEN = 110  # characters between a verb and the quotation that it tells of
# Verbs that nearly always tell what somebody says, whatever follows.
_SAYING = "said|says|stated|states|insisted|insists|argued|argues|remarked|replied|replies|tweeted|told|tells"
# Verbs that do where a clause follows them: "claimed the road was closed", not "claimed 17 lives".
_WITH_CLAUSE = (
    "claimed|claims|denied|denies|confirmed|confirms|admitted|admits|warned|warns|noted|notes|alleged|alleges|estimated|"
    "estimates|predicted|predicts|maintained|maintains|contended|contends|asserted|asserts|conceded|concedes|cautioned|"
    "cautions|acknowledged|acknowledges|suggested|suggests|explained|explains|pointed out|points out|testified|believes|"
    "believed|complained|recalled|concluded|stressed|emphasised|emphasized|declared|vowed|promised|commented|observed|"
    "announced|announces|reported|reports|revealed|reveals|disclosed|indicated"
)
# Verbs that do where "that", a person or a quotation follows: "added that", not "added a second lane".
_WITH_THAT = (
    "added|adds|wrote|writes|posted|continued|asked|asks|shouted|responded|urged|demanded|answered|joked|exclaimed|"
    "proclaimed|repeated"
)
_CALLING = "called|calls|described|describes|dubbed|labelled|labeled|branded|criticised|criticized|praised"
_GOING_ON = "saying|calling|adding|describing|telling|claiming|stating|noting|insisting|warning|arguing"
_VERB = re.compile(
    rf"\b(?:(?P<saying>{_SAYING})|(?P<clause>{_WITH_CLAUSE})|(?P<that>{_WITH_THAT})|(?P<calling>{_CALLING})|"
    rf"(?P<going>{_GOING_ON}))\b(?![’'-])"
)
_NO_CLAIM = re.compile(  # "was told", "did not say", "to be called"
    r"\b(?:is|are|was|were|be|been|being|to|not|never|will|would|could|can|may|might|should|did|does|do|get|got|gets|\w+n[’']t)"
    r"(?:\s+\w+ly)?\s+$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\s+(?:to (?:be|have)\b|by\b|in the\b|of\b|missing\b)")
_PERSON = re.compile(r"(?:\s+[\w’']+){0,4}?,?\s+(?:that|he|she|they|it|we|I|there)\b")
_CLAUSE = re.compile(
    rf"[^.,;:{HIDDEN}]{{0,90}}?\b(?:was|were|is|are|had|has|have|will|would|could|can|may|might|must|should|did|does|do|"
    r"[a-z]{2,}ed)\b"
)
_ENDS = re.compile(r"\s*(?:[.,;:]|$|(?:on|in|at|late|last|this|during|after|via)\s)")
_ACCORDING = re.compile(r"\b[Aa]ccording to\b")
_TURNS = re.compile(r";|, (?:but|while|whereas|although|though)\b")
_WHOLE = re.compile(r"[.,!?…–—-][”\"»’]?$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where the speaker and the reporting verb stand in the text: half-open (start, end) each."""

    speaker: tuple[int, int]
    verb: tuple[int, int]


def attribution(text: str, start: int, end: int, *, sentence_start: int, sentence_end: int) -> Attribution | None:
    """Who says `text[start:end]`, words of the sentence, and by which verb; None where the text does not tell.

    Told by: `“...,” X said`, `said X`, `X said: “...”`, `X called it “...”`, `X said that ...`, `..., X said`, `according to
    X`; and for a quotation of whole sentences by the sentence before: `“...,” X said. “...”`. The speaker is never among
    the words themselves.
    """
    first, last = _paragraph(text, sentence_start, sentence_end)
    around = _Paragraph(text[first:last])
    a, b = start - first, end - first
    quotation = next((each for each in around.quotations if each[0] <= a and b <= each[1]), None)
    found = around.of_quotation(quotation) if quotation else None
    if found is None:
        found = around.reported(*(quotation or (a, b)), sentence_start - first, sentence_end - first)
    if found is None or (found.speaker[0] < b and a < found.speaker[1]):
        return None
    (s, t), (v, w) = found.speaker, found.verb
    return Attribution((s + first, t + first), (v + first, w + first))


def is_quoted(text: str, start: int, end: int, *, sentence_start: int, sentence_end: int) -> bool:
    """Whether `text[start:end]` stands in quotation marks, whole."""
    first, last = _paragraph(text, sentence_start, sentence_end)
    return any(begin <= start - first and end - first <= close for begin, close in quotations(text[first:last]))


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(text.rfind("\n", 0, start) + 1, start - _NEAR)
    last = text.find("\n", end)
    return first, min(len(text) if last < 0 else last, end + _NEAR)


class _Paragraph:
    """A paragraph with its quotations, and as `text` the same with what is quoted hidden."""

    def __init__(self, text: str) -> None:
        self.quotations = quotations(text)
        self.text = masked(text)
        self._sentences = list(spans(text))
        self._words = text

    def of_quotation(self, quotation: tuple[int, int]) -> Attribution | None:
        """Who says the quotation: told behind it, before it, or behind the one before it."""
        start = quotation[0]
        begin = max((each for each, _ in self._sentences if each <= start), default=0)
        before = max((each for _, each in self.quotations if each <= start), default=-1)
        found = self._behind(quotation) or self._before(max(begin, before), start) or self._before(begin, start)
        if found is None and before >= 0 and not self.text[max(begin, before) : start].strip():
            told = self._behind(next(each for each in self.quotations if each[1] == before))
            found = told if told and told.verb[1] <= start else None
        return found

    def reported(self, start: int, end: int, begin: int, limit: int) -> Attribution | None:
        """Who says what the sentence from `begin` to `limit` reports in its own words."""
        for match in _ACCORDING.finditer(self.text, begin, limit):
            speaker = subject_after(self.text, match.end(), limit)
            if speaker and (match.start() >= end or speaker[1] <= start):
                return Attribution(speaker, match.span())
        for verb in reversed(list(self._verbs(begin, start))):
            if _TURNS.search(self.text, verb.end(), start) or not self._tells(verb, limit):
                continue
            if speaker := self._subject(verb, begin):
                return Attribution(speaker, verb.span())
        for verb in self._verbs(end, limit):
            comma = self.text.rfind(",", end, verb.start()) + 1
            if not comma or verb["going"] or verb["calling"] or not _ENDS.match(self.text, verb.end()):
                continue
            if speaker := subject_before(self.text, comma, verb.start()):
                return Attribution(speaker, verb.span())
        return None

    def _behind(self, quotation: tuple[int, int]) -> Attribution | None:
        """`” X said` or `” said X` behind a quotation that is more than some words of the sentence."""
        end = quotation[1]
        if not (_WHOLE.search(self._words, *quotation) or self.text.startswith((",", " –", " —"), end)):
            return None
        limit = min((each for _, each in self._sentences if each >= end), default=len(self.text))
        limit = min([limit, *(each for each, _ in self.quotations if each >= end)])
        if limit == end and self._words[end - 2 : end - 1] in ("?", "!"):  # “Why?” Jones said.
            limit = min((each for _, each in self._sentences if each > end), default=end)
            limit = limit if re.match(r"\W+(?:[\w’']+\W+){1,6}$", self.text[end:limit]) else end
        for verb in self._verbs(end, limit):
            if verb["going"]:
                return None
            inverted = not self.text[end : verb.start()].strip(" ,–—")
            speaker = (
                subject_after(self.text, verb.end(), limit)
                if inverted
                else subject_before(self.text, end, verb.start())
            )
            return Attribution(speaker, verb.span()) if speaker else None
        return None

    def _before(self, begin: int, start: int) -> Attribution | None:
        """`X said: “...”` and `X called it “...”`."""
        for verb in reversed(list(self._verbs(begin, start))):
            naming = verb["calling"] and not self.text[verb.end() : start].strip()
            if start - verb.end() > _BETWEEN or naming or _TURNS.search(self.text, verb.end(), start):
                continue
            if speaker := self._subject(verb, begin) or self._inverted(verb, start):
                return Attribution(speaker, verb.span())
        return None

    def _inverted(self, verb: re.Match[str], limit: int) -> tuple[int, int] | None:
        """`said X` directly behind a quotation, which another one follows."""
        behind = self.text[: verb.start()].rstrip().endswith(("”", '"', "»", "’"))
        return subject_after(self.text, verb.end(), limit) if behind else None

    def _subject(self, verb: re.Match[str], begin: int) -> tuple[int, int] | None:
        """Who does it; of a participle ("calling it") whoever does the verb of reporting before it."""
        if not verb["going"]:
            return subject_before(self.text, begin, verb.start())
        earlier = [each for each in self._verbs(begin, verb.start()) if not each["going"]]
        return subject_before(self.text, begin, earlier[-1].start()) if earlier else None

    def _tells(self, verb: re.Match[str], limit: int) -> bool:
        """Whether what follows the verb is what is said, in the sentence's own words."""
        if _PASSIVE.match(self.text, verb.end(), limit) or verb["calling"]:
            return False
        if verb["saying"] or verb["going"] or self.text.startswith(",", verb.end()):
            return True
        if _PERSON.match(self.text, verb.end(), limit):
            return True
        return verb["clause"] is not None and _CLAUSE.match(self.text, verb.end(), limit) is not None

    def _verbs(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """The verbs there that tell what somebody did say."""
        for verb in _VERB.finditer(self.text, start, max(start, end)):
            if not _NO_CLAIM.search(self.text[max(start, verb.start() - 40) : verb.start()]):
                yield verb
