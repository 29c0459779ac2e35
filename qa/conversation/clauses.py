"""A question taken apart: what it asks for, its auxiliary and the rest; and put together again with another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation.verbs import PASTS, base, base_verb, past, third
from qa.conversation.words import ASKING, AUXILIARIES, DEGREES, DETERMINERS, PREPOSITIONS, PRONOUNS, Word, words

_DO = frozenset("do does did".split())
_MODAL = frozenset("can could will would shall should may might must".split())
_BE = frozenset("is are was were am".split())
_PARTICIPLES = frozenset(
    "born become begun broken brought built caught chosen cut done drawn driven fallen felt found fought given "
    "gone grown held heard hit hurt kept known laid led left lost made met paid put read risen run said seen "
    "sent set shot shut sold spent "
    "struck stolen taken taught thrown told thought understood won worn written".split()
)
_OBJECT = re.compile("who|whom|what", re.I)
_MAX_FILLED = 8  # words of an answer that a question takes in
_MAX_NOUNS = 5  # words of "how many confirmed coronavirus cases"


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in parts: `asked` ("In which year"), `auxiliary` (as written, or ""), and the `rest` without its mark.

    `inverted`: the subject follows the auxiliary; else what is asked for is the subject itself.
    """

    asked: str
    auxiliary: str
    rest: str
    inverted: bool

    @property
    def noun(self) -> str:
        """The noun of what is asked for: "confirmed cases" of "How many confirmed cases"; "" where there is none."""
        found = [word for word in words(self.asked)]
        while found and (found[0].lower in ASKING | PREPOSITIONS | DEGREES or found[0].lower in DETERMINERS):
            found.pop(0)
        return self.asked[found[0].start :] if found else ""

    @property
    def body(self) -> str:
        """Auxiliary and rest."""
        return f"{self.auxiliary} {self.rest}".strip()

    def asking(self, asked: str, answer: str = "") -> str:
        """The same clause with another question word: "When did they meet Kim".

        What was asked for is filled in where the clause would lack it: what was counted, or the `answer`.
        """
        hanging = _hanging(self.rest, answer)
        verb = (
            base_verb(words(self.rest)) if self.auxiliary.lower() in _DO and self.lacks_object and not hanging else None
        )
        missing = self.noun if "how" in self.asked.lower() else answer
        first = missing.split()[0].lower() if missing.split() else ""
        if verb is None or not missing or len(missing.split()) > _MAX_FILLED or first in PRONOUNS | {"to", "that"}:
            return f"{asked} {self.auxiliary.lower()} {self.rest}{hanging}"
        end = words(self.rest)[verb].end
        return f"{asked} {self.auxiliary} {self.rest[:end]} {missing} {self.rest[end:]}"

    @property
    def lacks_object(self) -> bool:
        """Whether what is asked for is an object: "What did Kim see", but not "In which year did Kim resign"."""
        first = self.asked.split()[:1] or [""]
        of_time = re.search(r"\b(?:year|month|day|week|time|long|far|often)$", self.asked, re.I)
        return first[0].lower() not in PREPOSITIONS and not of_time and bool(self.noun or _OBJECT.fullmatch(self.asked))

    def asking_of(self, asked: str, subject: str) -> str:
        """Likewise, where what was asked for was the subject, for which `subject` stands: "Why did Kim meet Putin"."""
        if self.auxiliary:
            return f"{asked} {self.auxiliary} {subject} {self.rest}"
        verb, _, behind = self.rest.partition(" ")
        plain = base(verb)
        return f"{asked} did {subject} {plain} {behind}" if plain else f"{asked} was it that {subject} {self.rest}"

    def passive(self, asked: str) -> str | None:
        """Likewise, without the subject: "Why was the minister stabbed"; None where the verb has no object that is plain."""
        found = words(self.rest)
        if self.auxiliary or len(found) < 2 or not (found[0].lower.endswith("ed") or found[0].lower in _PARTICIPLES):
            return None
        end = next((index for index, word in enumerate(found) if index and word.lower in PREPOSITIONS), len(found))
        if end == 1 or found[1].lower in ASKING | {"that", "by"} or base(found[0].text) is None:
            return None
        what, behind = self.rest[found[1].start : found[end - 1].end], self.rest[found[end - 1].end :]
        be = "were" if found[end - 1].lower.endswith("s") and not found[end - 1].is_capital else "was"
        return f"{asked} {be} {what} {found[0].text}{behind}"

    def told(self, answer: str) -> str | None:
        """The clause as a statement with the answer in it: "Kim met Putin"; None where its parts cannot be told."""
        if not self.inverted:
            return f"{answer} {self.body}"
        parts = self.split()
        if parts is None:
            return None
        subject, verb, behind = parts
        hanging = _hanging(behind, answer)
        if self.lacks_object and not hanging:
            return f"{subject} {verb} {answer} {behind}".strip()
        return f"{subject} {verb} {behind}{hanging or f' {self.placed(answer)}'}".strip()

    def placed(self, answer: str) -> str:
        """The answer with the preposition that was asked with: "in Berlin" for "Where"."""
        first = answer.split()[0].lower() if answer.split() else ""
        asked = self.asked.lower().split()[:1] or [""]
        before = {"where": "in", "why": "because of"}.get(asked[0], asked[0] if asked[0] in PREPOSITIONS else "")
        return answer if first in PREPOSITIONS | {"because"} or not before else f"{before} {answer}"

    def happening(self) -> str | None:
        """The clause as a statement without what was asked for, where that is no part of it that cannot be left out."""
        parts = self.split() if self.inverted and not self.lacks_object else None
        return " ".join(parts).strip() if parts and (parts[2] or parts[1] not in _BE) else None

    def split(self) -> tuple[str, str, str] | None:
        """Subject, verb in the past or with its auxiliary, and what follows; None where that is not plain to see."""
        found, low = words(self.rest), self.auxiliary.lower()
        if low in _DO or low in _MODAL:
            place = base_verb(found)
            if place is None:
                return None
            verb = found[place]
            told = {"did": past(verb.text), "do": verb.text, "does": third(verb.text)}
            return self._parted(verb, told.get(low, f"{low} {verb.text}"))
        for index, word in enumerate(found):
            within = found[index - 1].lower in ("that", "who", "which") if index else True
            if low not in _DO and participle(word) and not within:
                return self._parted(word, f"{low} {word.text}")
        return (self.rest, low, "") if low in _BE else None

    def _parted(self, verb: Word, written: str) -> tuple[str, str, str]:
        return self.rest[: verb.start].strip(), written, self.rest[verb.end :].strip()


def _hanging(text: str, answer: str) -> str:
    """The answer, where the text ends with a preposition that lacks it."""
    last = text.split()[-1:] or [""]
    return f" {answer}" if answer and last[0].lower() in PREPOSITIONS - {"off", "out", "up", "down", "over"} else ""


def participle(word: Word) -> bool:
    """Whether it may be one: "killed", "stolen", "holding"."""
    low = word.lower
    return not word.is_capital and (low in _PARTICIPLES or (len(low) > 4 and low.endswith(("ed", "ing"))))


def clause(question: str) -> Clause | None:
    """The parts of a question; None where it has no question word among its first three words and no auxiliary first."""
    text = question.strip().rstrip("?!. ")
    found = words(text)
    if not found:
        return None
    if found[0].lower in AUXILIARIES:
        return Clause("", found[0].text, text[found[0].end :].strip(), True)
    at = next((index for index, word in enumerate(found[:4]) if word.lower in ASKING), None)
    if at is None:
        return None
    end = _asked_end(found, at)
    asked = text[: found[end - 1].end]
    if end < len(found) and found[end].lower in AUXILIARIES:
        rest = text[found[end].end :].strip()
        return Clause(asked, found[end].text, rest, _is_inverted(found, at, end))
    return Clause(asked, "", text[found[end - 1].end :].strip(), False)


def _asked_end(found: Sequence[Word], at: int) -> int:
    """The number of words up to the end of what is asked for."""
    end = at + 1
    if found[at].lower in ("who", "whom", "when", "why") or end == len(found):
        return end
    if found[at].lower == "how":
        if found[end].lower not in DEGREES:
            return end
        end += 1
    elif found[at].lower == "where":
        return end + (found[end].lower in ("exactly", "else"))
    stop = next((index for index in range(end, len(found)) if found[index].lower in AUXILIARIES), None)
    between = found[end:stop] if stop is not None and stop - end <= _MAX_NOUNS else None
    if between is not None and not any(_verb(word) for word in between) and not any(_breaks(word) for word in between):
        return stop or end
    for index in range(end, min(end + _MAX_NOUNS, len(found))):
        if _verb(found[index]) or (found[index].lower in PREPOSITIONS and found[index].lower != "of"):
            return index
    return min(end + 1, len(found))


def _verb(word: Word) -> bool:
    return not word.is_capital and (word.lower in PASTS or (len(word.lower) > 4 and word.lower.endswith("ed")))


def _breaks(word: Word) -> bool:
    return word.text in (",", ";") or word.lower in ASKING


def _is_inverted(found: Sequence[Word], at: int, end: int) -> bool:
    auxiliary, behind = found[end].lower, found[end + 1 : end + 2]
    if found[at].lower in ("when", "where", "why") or auxiliary in _DO or not behind:
        return True
    if found[at].lower == "how" and end == at + 1:
        return True
    word = behind[0]
    if word.is_capital or word.lower in DETERMINERS | PRONOUNS:
        return True
    return auxiliary in _BE and word.is_content and not participle(word) and found[at].lower in ("who", "what")


_PHRASE = re.compile(rf"\b(?:{'|'.join(sorted(PREPOSITIONS - {'of', 'as', 'like'}))})\b", re.I)


def phrases(text: str) -> list[str]:
    """What begins with a preposition, from it to the end of the text, longest first: "in Karaj", "after the rally"."""
    return [text[match.start() :].rstrip("?!. ") for match in _PHRASE.finditer(text)]


def sentence(text: str) -> str:
    """The text as a question: one space between words, a capital first, a question mark last."""
    plain = " ".join(text.split()).strip(" ,;:")
    plain = plain.rstrip("?!. ") if not plain.endswith(("U.S.", "D.C.")) else plain
    return f"{plain[:1].upper()}{plain[1:]}?"
