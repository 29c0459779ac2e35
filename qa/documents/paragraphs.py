"""Printed lines -> paragraphs: what was broken to fit a page is made whole, before any offset is taken."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_HYPHENS = "-\u00ad\u2010"
_BROKEN = re.compile(rf"([^\W_]+(?:[-\u2010][^\W_]+)*)[{_HYPHENS}]$")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_WHOLE = frozenset(["self", "well", "half"])  # before a hyphen, words of their own rather than syllables
_CLOSES = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_LONGEST_WORD = 80
_SHORT = 0.7  # of the longest line around: where a paragraph ends, or a heading
_AROUND = 5  # lines on either side that tell how wide the column is
_EDGE = 2  # lines at the top and at the bottom of a page that can be running heads


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    ends: bool
    """Whether the line looks like a paragraph's last, or like a heading: it is short, or a blank line follows."""


def join_pages(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, a blank line between paragraphs, and the offset at which each page's part of it begins.

    Characters become NFKC (so that no ligature stays), hyphens at line ends are undone, and running heads and page
    numbers are left out. A paragraph goes on over the end of its page; a page without text begins where the next does.
    """
    rows = _without_running_heads([_rows(page) for page in pages])
    lines = [line for page, page_rows in enumerate(rows) for line in _lines(page, page_rows)]
    known = {word.lower() for line in lines for word in _WORD.findall(line.text)}
    pieces: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    for previous, line in zip([None, *lines], lines, strict=False):
        for piece in _joint(previous, line, known) if previous else ():
            pieces.append(piece)
            length += len(piece)
        starts.setdefault(line.page, length)
        body = line.text[:-1] if _broken(line) else line.text  # the hyphen, if any, belongs to the joint
        pieces.append(body)
        length += len(body)
    pieces += _hyphen(lines[-1]) if lines else ()
    text = "".join(pieces)
    return text, _every_page(starts, len(pages), len(text))


def _rows(page: str) -> list[str]:
    """The lines of a page with single spaces, in NFKC; of soft hyphens only those at line ends are left."""
    rows = (" ".join(row.split()) for row in unicodedata.normalize("NFKC", page).splitlines())
    return [row[:-1].replace("\u00ad", "") + row[-1:] for row in rows]


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without page numbers, and without the lines at their edges that most pages repeat after the first."""
    edges = [_edge_rows(rows) for rows in pages]
    counts = Counter(key for page in edges for key in {_key(pages_row) for pages_row in page.values()})
    repeated = {key for key, count in counts.items() if count >= max(2, len(pages) / 2)}
    seen: set[str] = set()
    kept = []
    for rows, edge in zip(pages, edges, strict=True):
        heads = {index for index, row in edge.items() if _key(row) in seen or _PAGE_NUMBER.fullmatch(row)}
        seen |= {_key(row) for row in edge.values()} & repeated
        kept.append([row for index, row in enumerate(rows) if index not in heads])
    return kept


def _edge_rows(rows: list[str]) -> dict[int, str]:
    filled = [(index, row) for index, row in enumerate(rows) if row]
    return dict([*filled[:_EDGE], *filled[-_EDGE:]])


def _key(row: str) -> str:
    return re.sub(r"\d+", "#", row.lower())


def _lines(page: int, rows: list[str]) -> list[_Line]:
    lines = []
    for index, row in enumerate(rows):
        width = max(len(each) for each in rows[max(index - _AROUND, 0) : index + _AROUND + 1])
        blank_follows = index + 1 < len(rows) and not rows[index + 1]
        if row:
            lines.append(_Line(row, page, blank_follows or len(row) < _SHORT * width))
    return lines


def _joint(previous: _Line, line: _Line, known: set[str]) -> list[str]:
    """What stands between two lines: of a paragraph a space, of a word its hyphen or nothing, else a blank line."""
    broken = _broken(previous)
    if broken and line.text[0].isalnum():
        return _hyphen(previous) if _keeps_hyphen(broken, line.text, known) else []
    if previous.ends and (_CLOSES.search(previous.text) or not line.text[0].islower()):
        return [*_hyphen(previous), "\n\n"]
    return [*_hyphen(previous), " "]


def _hyphen(line: _Line) -> list[str]:
    """The hyphen at the line's end that `join_pages` took off the word before it."""
    return [line.text[-1]] if _broken(line) and line.text[-1] != "\u00ad" else []


def _broken(line: _Line) -> re.Match[str] | None:
    """The word at the line's end that its hyphen may have broken."""
    return _BROKEN.search(line.text, max(len(line.text) - _LONGEST_WORD, 0))


def _keeps_hyphen(broken: re.Match[str], following: str, known: set[str]) -> bool:
    """Whether the hyphen at a line's end is the word's own, judged by how the document writes the word elsewhere."""
    if broken.group().endswith("\u00ad"):
        return False
    head, match = broken.group(1).lower(), _WORD.match(following)
    tail = match.group() if match else ""
    if not tail[:1].islower() or "-" in head or head in _WHOLE or head[-1].isdigit():
        return True  # Anglo-American, COVID-19, state-of-the-art, 10-year
    return f"{head}-{tail}".lower() in known and f"{head}{tail}".lower() not in known


def _every_page(starts: dict[int, int], pages: int, length: int) -> tuple[int, ...]:
    """The start of every page, those without text included."""
    found: list[int] = []
    following = length
    for page in reversed(range(pages)):
        following = starts.get(page, following)
        found.append(following)
    return tuple(reversed(found))
