"""Whether a text looks English: the models that ship read nothing else."""

import re

# The commonest words of English prose; German, French, Spanish, Dutch or Italian text has under 8 % of them.
_COMMON = frozenset(
    "the of and to in a is that for it was on are as with his they at be this have from or had by but not what all were "
    "we when your can said there an which their if will how about he she has would who been its after".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 20  # words below which the shares say nothing
_LOOKED_AT = 20_000  # characters


def looks_english(text: str) -> bool:
    """False if fewer than 15 % of the words are among the commonest of English, or most letters are not Latin.

    A text of under 20 words is judged by its letters alone.
    """
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    letters = "".join(words)
    latin = sum(letter < "\u0250" for letter in letters)
    if letters and latin < len(letters) / 2:
        return False
    return len(words) < _ENOUGH or sum(word in _COMMON for word in words) >= 0.15 * len(words)
