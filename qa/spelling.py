"""Question -> the same question with mistyped words put right: by the words of the articles found, or by common ones."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 4  # letters of a word that may be put right: shorter ones are one change away from too many others
_FREQUENT = 4000  # rank up to which a common word is one that everybody uses
_RARE = 1_000_000  # rank of what is no common word
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ASKING = ("what", "when", "where", "which", "whose", "whom", "who", "why", "how")
_SUFFIXES = tuple("s es d ed r er rs ers ing en ly ness ist ists y able al".split())
_OTHER_SPELLINGS = [
    pair.split(":") for pair in "our:or or:our ized:ise ised:ize izing:ise is:iz iz:is yse:yze re:er ll:l".split()
]
_SLIP, _LEFT_OUT, _TOO_MANY, _EXCHANGED = range(4)  # kinds of change, the likeliest first


def corrected(question: str, texts: Iterable[str], common: Mapping[str, int]) -> str | None:
    """The question as it was meant: mistyped words put right; None where every word may well be meant as it stands.

    A word is mistyped if neither the `texts` (of the articles found for the question) nor the `common` words (lower case,
    each with its rank, the most frequent lowest) know it, or the word that it is an inflection of, and a word that they
    know is one change away, its first letter kept: two neighbours that changed places or a letter doubled or not; a letter
    left out or too many; of words of the texts, also one exchanged, if nothing else is near. The texts' words come
    first, then the likelier change, then the more frequent word. A name in capitals is put right only by a name of the
    texts, and the first word of a question by a question word, if it is near one.
    """
    asking = _asking(question, common)
    words = [word for word in _WORD.finditer(question) if _unknown(word.group(), common)]
    known = Counter(word for text in texts for word in _WORD.findall(text)) if words or asking else Counter()
    names = {word.lower() for word in known if word[0].isupper()}
    lower = Counter[str]()
    for word, count in known.items():
        lower[word.lower()] += count
    meant = question
    if asking and asking[0].group().lower() in lower:  # a name, such as Howe
        asking = None
    for word in reversed(words):
        if asking and word.start() == asking[0].start():
            continue
        name = _is_name(question, word)
        written = {each: count for each, count in lower.items() if each in names} if name else lower
        better = None if word.group().lower() in lower else _meant(word.group(), written, {} if name else common)
        if better:
            meant = meant[: word.start()] + better + meant[word.end() :]
    if asking:
        meant = meant[: asking[0].start()] + asking[1] + meant[asking[0].end() :]
    return meant if meant != question else None


def doubtful(question: str, common: Mapping[str, int]) -> bool:
    """Whether it has a word that is none of the common ones, so that the articles must tell."""
    return _asking(question, common) is not None or any(_unknown(word, common) for word in _WORD.findall(question))


def _unknown(word: str, common: Mapping[str, int]) -> bool:
    lower = word.lower()
    return len(word) >= _LEAST and not any(each in common for each in _forms(lower))


def _forms(word: str) -> Iterator[str]:
    """The word, other spellings of it, and what it may be an inflection of."""
    yield word
    yield from (word.replace(one, other) for one, other in _OTHER_SPELLINGS)
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= _LEAST:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem[-1] == "i":
                yield stem[:-1] + "y"


def _is_name(question: str, word: re.Match[str]) -> bool:
    """Whether it has a capital that is not the question's first one, in a question that is not all in capitals."""
    return word.group()[0].isupper() and bool(question[: word.start()].strip(" \"'“‘")) and not question.isupper()


def _asking(question: str, common: Mapping[str, int]) -> tuple[re.Match[str], str] | None:
    """The first word of a question, and the question word that it was meant to be; None where it may well stand."""
    first = _WORD.search(question)
    if first is None or not 2 < len(first.group()) < 7 or question[first.end() :].lstrip()[:1].isupper():
        return None
    lower = first.group().lower()
    if lower in _ASKING or common.get(lower, _FREQUENT) < _FREQUENT:
        return None
    near = [(kind, _ASKING.index(each)) for kind, each in _one_change(lower) if each in _ASKING and kind != _EXCHANGED]
    return (first, _in_capitals(_ASKING[min(near)[1]], first.group())) if near else None


def _meant(word: str, known: Mapping[str, int], common: Mapping[str, int]) -> str | None:
    """The word that was meant, in the same capitals; None where none is near."""
    best: tuple[int, int, int] | None = None
    better = None
    for kind, each in _one_change(word.lower()):
        of_texts = each in known
        rank = common.get(each, _RARE) if len(each) >= _LEAST and kind != _EXCHANGED else _RARE
        if not of_texts and rank >= (_FREQUENT if len(word) == _LEAST else _RARE):
            continue
        trust = (not of_texts) if kind != _EXCHANGED else 2  # the texts' own words first, an exchanged letter last
        merit = (-trust, -kind, known[each] if of_texts else -rank)
        if best is None or merit > best:
            best, better = merit, each
    return _in_capitals(better, word) if better and not _inflected(word.lower(), better) else None


def _in_capitals(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[0].isupper() else word


def _one_change(word: str) -> Iterator[tuple[int, str]]:
    """All strings that are one change away, with its kind; the first letter kept, if it did not change places."""
    for at in range(len(word)):
        head, tail = word[:at], word[at:]
        if at + 1 < len(word):
            yield _SLIP, head + tail[1] + tail[0] + tail[2:]
        if at:
            yield _SLIP if tail[0] == head[-1] else _TOO_MANY, head + tail[1:]
            yield from ((_LEFT_OUT, head + letter + tail) for letter in _LETTERS)
            yield _SLIP, head + head[-1] + tail
            yield from ((_EXCHANGED, head + letter + tail[1:]) for letter in _LETTERS)
    yield from ((_LEFT_OUT, word + letter) for letter in _LETTERS)


def _inflected(word: str, other: str) -> bool:
    """Whether one is the other with a letter or two of inflection: no slip, as a rule, and no harm."""
    shared = next(
        (at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), min(len(word), len(other))
    )
    endings = {word[shared:], other[shared:]}
    return endings <= {"", "s", "d", "r", "n", "e", "ed", "es", "er"}
