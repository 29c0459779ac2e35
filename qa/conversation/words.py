"""The closed classes of English words that the rules of a conversation stand on, and the names in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from qa.article import Article

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[#$€£]?\w+(?:[-.,'’&]\w+)*(?:(?<=\b\w)\.(?=\s+[A-Z]))?|[^\w\s]")
_SENTENCE_END = ".!?:\"“”‘'"


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ASKING = _set("who whom whose what which when where why how")
AUXILIARIES = _set(
    "do does did is are was were am be been being has have had can could will would shall should may might must "
    "don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't can't couldn't won't wouldn't"
)
PREPOSITIONS = _set(
    "about above across after against along among around as at before behind below beside besides between "
    "beyond by despite down during for from in inside into near of off on onto out outside over past since "
    "through throughout to toward towards under until up upon via with within without"
)
DETERMINERS = _set("the a an this that these those some any each every all both no another other such many several few")
CLAUSE_OPENERS = _set(
    "that who whom whose which when where while if whether because since after before until although though "
    "unless as and or but so than what why how"
)
DEGREES = _set("many much old long far often tall strong big large high deep fast soon young wide heavy")
PERSONAL = _set("he she him her his hers")
NEUTRAL = _set("it its")
PLURAL = _set("they them their theirs")
PRONOUNS = PERSONAL | NEUTRAL | PLURAL
POSSESSIVES = _set("his her its their")
OBJECTS = _set("him her it them")
_ADVERBS = _set(
    "not also too only just still even ever never again already yet now then there here so very much more most "
    "less least long far often exactly precisely else instead later today yesterday tomorrow please really "
    "actually ago together first next own same once"
)
_FIXED = _set(
    "himself herself itself themselves i you we me us my your our and or but if than there's that's what's "
    "who's where's it's he's she's"
)
FUNCTION_WORDS = ASKING | AUXILIARIES | PREPOSITIONS | DETERMINERS | CLAUSE_OPENERS | PRONOUNS | _ADVERBS | _FIXED
_IN_NAMES = _set("of the de la du da di del der den van von bin bint ibn al el and")
"""Words in lower case that may stand between two parts of a name ("and" is taken apart again)."""


@dataclass(frozen=True, slots=True)
class Word:
    """`text[start:end]` of a question, a word or a punctuation mark."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case, with straight apostrophes."""
        return self.text.lower().replace("’", "'")

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not any(character.isalnum() for character in self.text)

    @property
    def is_content(self) -> bool:
        """Whether it is neither punctuation nor of a closed class."""
        abbreviation = len(self.text) > 1 and self.text.isupper()  # "US", "IT"
        return not self.is_mark and (abbreviation or self.lower.removesuffix("'s") not in FUNCTION_WORDS)

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def has_digit(self) -> bool:
        """Whether it holds a digit."""
        return any(character.isdigit() for character in self.text)


def words(text: str) -> list[Word]:
    """The words and marks of the text, in their order."""
    return [Word(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def names(text: str) -> list[str]:
    """The names in the text, longest stretches of capitalised words and what joins them, each once, in their order.

    A capital on a function word at the beginning is that of the sentence. What is joined by "and" is two names.
    """
    found: list[str] = []
    stretch: list[Word] = []

    def close() -> None:
        while stretch and not _of_a_name(stretch[-1], first=False):
            stretch.pop()
        if stretch:
            found.append(text[stretch[0].start : stretch[-1].end].removesuffix("'s").removesuffix("’s"))
        stretch.clear()

    for index, word in enumerate(words(text)):
        if _of_a_name(word, first=index == 0 or not stretch):
            stretch.append(word)
            if word.lower.endswith("'s"):
                close()
        elif not (stretch and word.lower in _IN_NAMES and word.lower != "and"):
            close()
        else:
            stretch.append(word)
    close()
    return list(dict.fromkeys(found))


def _of_a_name(word: Word, *, first: bool) -> bool:
    if not word.is_content:
        return False
    return word.is_capital or (word.text[0].isdigit() and not first and len(word.text) == 4)


@lru_cache(maxsize=64)
def known_names(article: Article) -> dict[str, str]:
    """The words that the article writes with a capital within sentences, and never without: lower case -> as written."""
    capital: dict[str, str] = {}
    small: set[str] = set()
    before = "."
    for word in words(article.text):
        plain = word.text.removesuffix("'s").removesuffix("’s")
        if not word.is_mark and word.text[0].isalpha():
            if not word.is_capital:
                small.add(plain.lower())
            elif before not in _SENTENCE_END:
                capital.setdefault(plain.lower(), plain)
        before = word.text
    return {low: plain for low, plain in capital.items() if low not in small and low not in FUNCTION_WORDS}


def anchors(text: str, known: Iterable[str] = ()) -> list[Word]:
    """The words that tie a question to something: names, also of `known` ones in lower case, and numbers."""
    held = set(known)
    return [
        word
        for index, word in enumerate(words(text))
        if word.is_content
        and (word.has_digit or (word.is_capital and index > 0) or word.lower.removesuffix("'s") in held)
    ]


def asks(text: str) -> bool:
    """Whether the text begins as a question does, a preposition left aside: "In which year", "Has he"."""
    first = [word.lower for word in words(text)[:3]] or [""]
    return first[0] in ASKING | AUXILIARIES or (first[0] in PREPOSITIONS and any(each in ASKING for each in first[1:]))
