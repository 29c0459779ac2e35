"""Sentence splitting with exact offsets, by rules for news prose: pieces of the text, never copies of it."""

import re
from collections.abc import Iterator

from qa.article import Article, Sentence

# Written with a full stop inside a sentence. First those that a name or a number follows as a rule: never an end.
_BEFORE_NAME = frozenset(
    "mr mrs ms mx messrs mme mlle dr prof rev fr br hon gen lt col maj capt cmdr cpl sgt adm gov sen sens rep reps "
    "pres supt det insp atty amb pvt st ste mt ft no nos art fig vol pp vs v cf eg ie e.g i.e al approx ca est".split()
)
# Then those that may well stand last ("at 5 p.m.", "of Acme Inc."): an end only before what looks like a new sentence.
_MAY_END = frozenset(
    "inc ltd corp co cos llc plc bros jr sr esq etc dept univ assn ave blvd rd hwy "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo".split()
)
# Words that open a sentence far more often than they go on after an abbreviation ("the U.S. The army ...").
_OPENERS = frozenset(
    "the a an this that these those it its he she they we i you his her their our my there here in on at as after "
    "before but and or nor yet so if when while where although though because since however meanwhile moreover "
    "according some many most several both all each no not what who why how now then also for from with by to under "
    "during earlier later last despite once another other one two until unlike even just only".split()
)
_ALSO_WORDS = frozenset("no al est art fig st ft".split())  # "The answer is no. The ..."
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")
_SHORT, _COLUMN = 45, 100  # characters of a line that was not wrapped, at most; and of one that was
_CLOSES = '.!?…:;"”’'
_GOES_ON = ",;:)]}?!.…&%"
_CLOSING = "\"'”’»)]}›"
_OPENING = "\"'“‘«([{‹„¿¡"
_END = re.compile(rf"(?<![.!?…。！？])[.!?…。！？]++[{re.escape(_CLOSING)}]*+(?:\[\d+\])*+(?=\s)")
_BREAK = re.compile(r"(?:\r\n?|[\n\u2028\u2029\x0b\x0c\x85])\s*")
_LAST_WORD = re.compile(rf"[^\s{re.escape(_OPENING)}—–―/-]*$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+")


def split(article: Article) -> list[Sentence]:
    """The article's sentences in order: they never overlap, and only white space lies outside them."""
    found = spans(article.text)
    return [Sentence(article.id, index, start, end) for index, (start, end) in enumerate(found)]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Half-open (start, end) of each sentence. A line end always ends one: headlines have no full stop."""
    start = 0
    for line_end, next_line in _lines(text):
        while start < line_end:
            end = _sentence_end(text, start, line_end)
            left, right = _strip(text, start, end)
            if left < right:
                yield left, right
            start = end
        start = next_line


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """(end of the line, start of the next) for every line; wrapped prose goes on over a single line end."""
    for match in _BREAK.finditer(text):
        if not _wrapped(text, match):
            yield match.start(), match.end()
    yield len(text), len(text)


def _wrapped(text: str, line_break: re.Match[str]) -> bool:
    """Whether a single line end merely wraps a sentence, as mail programs do at a column.

    So it is where the line before is long and open, and the next one goes on in lower case, or is no longer than a column:
    a headline stands before a paragraph that is one long line.
    """
    if len(_LINE_END.findall(line_break.group())) != 1:
        return False
    near = max(line_break.start() - 2 * _COLUMN, 0)
    before = _LINE_END.split(text[near : line_break.start()])[-1].rstrip()
    if len(before) <= _SHORT or before[-1] in _CLOSES:
        return False
    following = text[line_break.end() : line_break.end() + _COLUMN + 1]
    fits = len(before) <= _COLUMN and (len(following) <= _COLUMN or _LINE_END.search(following) is not None)
    return following[:1].islower() or (fits and following[:1].isalnum())


def _sentence_end(text: str, start: int, limit: int) -> int:
    """Where the sentence that begins at `start` ends, at the latest at `limit`."""
    for match in _END.finditer(text, start, limit):
        if _ends(text, start, match, limit):
            return match.end()
    return limit


def _ends(text: str, start: int, match: re.Match[str], limit: int) -> bool:
    """Whether the closing punctuation of `match` ends a sentence, judged by the words on both sides."""
    following = text[match.end() : min(match.end() + 40, limit)].lstrip()
    if not following:
        return False  # nothing but white space: the line's end is the sentence's
    word = following.lstrip(_OPENING)
    if word[:1].islower() or following[0] in _GOES_ON:
        return False  # "Why?" he asked. / Yahoo!, the company
    return match.group() != "." or _full_stop(text[max(start, match.start() - 60) : match.start()], word)


def _full_stop(before: str, following: str) -> bool:
    """Whether a lone full stop after `before` is more than the mark of an abbreviation, initial or number."""
    found = _LAST_WORD.search(before)
    last = found.group() if found else ""
    key = last.rstrip(".").lower()
    if _INITIALS.fullmatch(last + ".") or (key in _MAY_END and last[:1].isupper()):
        return _opens(following) and not (key in _MONTHS and following[:1].isdigit())
    if key in _BEFORE_NAME:
        return key in _ALSO_WORDS and not following[:1].isdigit() and _opens(following)
    return not (before.strip().isdigit() and len(before.strip()) < 3)  # "1. Wash your hands"


def _opens(following: str) -> bool:
    """Whether `following` begins as sentences begin, rather than with the name that an abbreviation belongs to."""
    word = re.match(r"[^\W\d_]+", following)
    return word is None or word.group().lower() in _OPENERS


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
