"""A list question's answer: the items of the enumeration in which the best candidate stands, and the others like it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answers import Candidate, Citation
from qa.enumerating import enumerated
from qa.keys import key_of, plain

_KINDS = re.compile(r"\b(?:kinds?|types?|sorts?|forms?) of\b", re.IGNORECASE)
_AS_SURE = 0.9  # of the best candidate's probability, that another one needs beside an enumeration


def listed(question: str, candidates: Sequence[Candidate], threshold: float) -> tuple[Candidate, ...]:
    """Each of what the question asks for, in the order of the text; one where no more is found. `candidates`: best first.

    The best candidate gives the items of its enumeration ("A, B and C"). Others join it that name the like (a name beside
    names, a number beside numbers) and reach the `threshold`, and beside an enumeration nearly its probability.
    """
    best = candidates[0]
    items = _items(question, best)
    kind = key_of(items[0].citations[0]).kind
    least = max(threshold, _AS_SURE * best.probability) if len(items) > 1 else threshold
    for other in candidates[1:]:
        if kind == "words" or other.probability < least:
            continue
        found = [each for each in _items(question, other) if key_of(each.citations[0]).kind == kind]
        items += [each for each in found if not any(_same(each, item) or overlap(each, item) for item in items)]
    order = list(dict.fromkeys(each.article.id for item in items for each in item.citations))
    return tuple(sorted(items, key=lambda item: (order.index(item.citations[0].article.id), item.citations[0].start)))


def overlap(first: Candidate, second: Candidate) -> bool:
    """Whether any of their words are the same ones of the same article."""
    return any(one.overlaps(two) for one in first.citations for two in second.citations)


def _items(question: str, candidate: Candidate) -> list[Candidate]:
    """The candidate's own items, or itself."""
    first = candidate.citations[0]
    kinds = _KINDS.search(question) is not None
    text, sentence = first.article.text, (first.sentence_start, first.sentence_end)
    places = enumerated(text, first.start, first.end, sentence=sentence, kinds=kinds)
    if len(places) < 2:
        return [candidate]
    return [Candidate((_at(first, *place),), candidate.probability) for place in places]


def _at(citation: Citation, start: int, end: int) -> Citation:
    return replace(citation, start=start, end=end)


def _same(first: Candidate, second: Candidate) -> bool:
    """Whether both name the same: in equal words, or one by a part of the other's name."""
    one, two = key_of(first.citations[0]), key_of(second.citations[0])
    if isinstance(one.value, tuple) and isinstance(two.value, tuple) and one.kind == two.kind == "name":
        return set(one.value) <= set(two.value) or set(two.value) <= set(one.value)
    return plain(first.text) == plain(second.text)
