"""Quotation marks of a paragraph -> what stands between them."""

import re

_PAIRS = re.compile(
    r"“[^”“]*(?:”|$)|«[^»]*(?:»|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘(?:[^‘\n]*?[,.!?…]|[^‘’\n]{1,80})’(?!\w)", re.DOTALL
)
HIDDEN = "\0"
"""What `masked` puts for a character that is quoted."""


def quotations(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each quotation with its marks, in order; one that is not closed goes on to the end."""
    return [match.span() for match in _PAIRS.finditer(text)]


def masked(text: str) -> str:
    """The text, as long as before, with what is quoted hidden and the marks left."""
    return _PAIRS.sub(lambda match: f"{match[0][0]}{HIDDEN * (len(match[0]) - 2)}{match[0][1:][-1:]}", text)
