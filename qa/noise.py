"""Question -> the same question as a hasty hand writes it: one typo, or all in lower case. The same every time."""

import re
from hashlib import sha256
from random import Random
from typing import Literal

Noise = Literal["typo", "lower"]
_LONG = re.compile(r"[^\W\d_]{4,}")  # shorter words are seldom mistyped, and then often become another word


def noisy(question: str, noise: Noise) -> str:
    """The question with that noise: "lower" writes it in lower case; "typo" changes one word of at least four letters.

    Behind the word's first letter two letters change places, or one is left out or written twice; which one follows from
    the question's own words alone. A question without such a word stays as it is.
    """
    if noise == "lower":
        return question.lower()
    words = list(_LONG.finditer(question))
    if not words:
        return question
    chance = Random(int.from_bytes(sha256(question.encode()).digest()[:8], "big"))
    word = chance.choice(words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    first, second = question[at], question[at + 1]
    ways = [second, first + first + second] + ([second + first] if first != second else [])
    return question[:at] + chance.choice(ways) + question[at + 2 :]
