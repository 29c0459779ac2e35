"""Names of people, places and bodies -> their parts, titles aside, and which longer name a short one stands for."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

Name = tuple[str, ...]
"""The parts of a name in lower case, without titles and accents: ("vladimir", "putin")."""

_PART = r"[^\W\d_a-zß-öø-ÿ][\w’'.-]*"
_NAME = re.compile(rf"(?:{_PART}|(?:de|da|di|del|della|van|von|der|den|bin|ibn|al|el|la|le|of|the|and|du|dos|y)(?=\s))")
_WITHIN = ","  # between a place and what it lies in
_PARTICLES = frozenset("de da di del della van von der den bin ibn al el la le of the and du dos y".split())
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady baroness baron president vice prime deputy minister premier "
    "chancellor senator sen representative rep congressman congresswoman governor gov mayor king queen prince princess pope "
    "cardinal archbishop bishop rev reverend father judge justice chief general gen colonel col major captain capt "
    "lieutenant lt sergeant sgt admiral officer sheriff inspector superintendent detective ambassador secretary "
    "commissioner speaker chairman chairwoman chair director ceo coach manager attorney prosecutor spokesman spokeswoman "
    "spokesperson leader foreign finance interior defence defense health transport energy state former ex acting "
    "president-elect elect opposition interim executive officer candidate striker forward actor singer "
    "republican democratic democrat".split()
)
_NOT_A_START = frozenset(
    "a an the when in on at but as if for and or while after before then now yet both why how who what that this he she it "
    "they we not so since though although with by from to of also only even later today yesterday monday tuesday wednesday "
    "thursday friday saturday sunday last next under over like unlike because where critics says said".split()
)
_BEFORE_NAME = 4  # words of what somebody is, at most: "the former French president"
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PLACES = frozenset(
    "new north south east west san santa saint st los las el great upper lower central fort port".split()
)
_FAMILY_FIRST = frozenset(
    "kim lee park choi jung kang moon yoon roh xi hu jiang deng mao li wang zhang liu chen yang zhao huang zhou wu xu sun "
    "ma zhu lin guo he gao luo nguyen tran le pham chiang tsai lam leung tung".split()
)
_BODIES = frozenset(  # what follows a name in the name of something else, and alone names no one
    "times post journal herald tribune university college bank party council court street bridge airport hospital station "
    "institute club united city company group foundation museum park hall games cup league police commission ministry "
    "government parliament senate congress house department agency army navy force office board association".split()
)


@lru_cache(maxsize=1024)
def parts(text: str) -> Name:
    """The name that the text is, titles aside; empty where it is more or less than a name.

    What stands behind a comma is left out, unless it is a name: "Geneva, Switzerland" is not "Geneva, New York".
    """
    head, _, tail = text.strip(" \"'“”‘’,.;:").partition(", ")
    words = [re.sub(r"[’']s?$", "", word) for word in re.split(r"\s+\(", head, maxsplit=1)[0].split()]
    last = max((index for index, word in enumerate(words) if word in _TITLES), default=-1)  # "Russian president Putin"
    words = words[last + 1 :] if last < _BEFORE_NAME else []
    while words and _folded(words[0]) in (_TITLES | {"the"} | _demonyms(words)):
        words = words[1:]
    if not _is_name(words) or (len(words) == 1 and _folded(words[0]) in _NOT_A_START):
        return ()
    if _is_name(tail.split()):
        words = [*words, _WITHIN, *tail.split()]
    return tuple(_folded(word) for word in words)


def _is_name(words: Sequence[str]) -> bool:
    """Whether all the words are parts of a name, the first and the last with a capital."""
    if not words or not words[0][:1].isupper() or not words[-1][:1].isupper():
        return False
    return all(_NAME.fullmatch(word) or word in _PARTICLES for word in words)


def full_names(name: Name, text: str) -> set[Name]:
    """The longer names in the text that end with this one: who is meant where an article goes on with the family name."""
    if len(name) > 1 or not name:
        return set()
    found = set()
    for match in _longer(text):
        longer = parts(match)
        while longer and longer[0] in _NOT_A_START:
            longer = longer[1:]
        if extends(longer, name):
            found.add(longer)
    return {each for each in found if not any(extends(other, each) for other in found)}


def extends(longer: Name, name: Name) -> bool:
    """Whether the longer name may well be the name of the same: a family name, initials, a middle name or a place aside."""
    if len(longer) < len(name) or longer == name or not name:
        return False
    if _WITHIN in longer:
        return _WITHIN not in name and longer[: longer.index(_WITHIN)] == name
    if _acronym(longer) == "".join(name).replace(".", "") and len(name) == 1 and len(longer) > 1:
        return True
    if len(longer) == len(name) or (longer[-1] in _GENERATIONS) != (name[-1] in _GENERATIONS):
        return False
    if longer[-len(name) :] == name:
        return name[-1] not in _BODIES and longer[0] not in _PLACES and "of" not in longer and "and" not in longer
    if longer[: len(name)] == name and longer[-1] not in _BODIES | _GENERATIONS:
        return (len(name) > 1 and len(longer) == len(name) + 1) or name[0] in _FAMILY_FIRST
    return len(name) > 1 and (longer[0], longer[-1]) == (name[0], name[-1])


def joined(names: Iterable[Name]) -> dict[Name, Name]:
    """For each name the one that it stands for: itself, or the longest of the others where exactly one extends it.

    Names that extend one another in a row count as one; where two people share a family name, it joins neither.
    """
    known = sorted(set(names), key=lambda name: (-len(name), name))
    stands: dict[Name, Name] = {}
    for name in known:
        longest = {stands[other] for other in stands if extends(other, name)}
        stands[name] = longest.pop() if len(longest) == 1 else name
    return stands


@lru_cache(maxsize=64)
def _longer(text: str) -> tuple[str, ...]:
    """The runs of at least two words with a capital."""
    return tuple(re.findall(rf"{_PART}(?:\s(?:(?:de|da|van|von|der|bin|al|du|of)\s)?{_PART})+", text))


def _demonyms(words: list[str]) -> set[str]:
    """The first word where it tells a country before a title: "Russian President"."""
    return {_folded(words[0])} if len(words) > 2 and _folded(words[1]) in _TITLES else set()


def _acronym(name: Name) -> str:
    initials = [word[0] for word in name if word not in _PARTICLES]
    return "".join(initials) if len(initials) > 1 else ""


def _folded(word: str) -> str:
    """The word in lower case, without accents and full stops."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace(".", "")
