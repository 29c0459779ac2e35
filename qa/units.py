"""A how-many question's answer with its unit: "12 people" rather than "12", where the text has it directly behind."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from qa.answers import Citation
from qa.merging import Group
from qa.quantities import NO_UNIT, quantities, singular

_ASKED = re.compile(
    r"\bhow (?:many|much)\b(?:\s+(?:more|other|of (?:the|these|those)))?(?P<unit>(?:\s+[\w’'-]+){0,4})", re.I
)
_VAGUE = re.compile(r"(?:hundreds|thousands|dozens|scores|millions|billions|half|most|several)$", re.IGNORECASE)
_WORD = re.compile(r"(?P<gap>\sof\s|[ -])(?P<word>[^\W\d_][\w’-]*)")
_MOST_WORDS = 4
_UNITS = frozenset(
    "people men women children others lives times percent percentage years months weeks days hours minutes seconds miles "
    "kilometers kilometres meters metres feet acres hectares tons tonnes dollars euros pounds degrees points votes".split()
)
_VERBS = frozenset(
    "did do does were are is has have had will would can could may might must should besides there about did came come "
    "take took lost won left went got fell rose fled flew sank hit struck sent made paid sold bought shot ran met held said "
    "spoke stood died drowned burned burnt gave broke grew shut cost chose wrote fought saw sat sang drew drove".split()
)
_PASSED = frozenset("injured wounded killed dead missing arrested confirmed".split())  # as in "12 injured people"


def with_units(question: str, groups: Sequence[Group]) -> list[Group | None]:
    """Each group, of a how-many or how-much question the citations that end in a number widened by its unit.

    None stands for a group whose words a better one (they come best first) has taken so.
    """
    asked = _ASKED.search(question)
    if not asked:
        return list(groups)
    wanted = {singular(word) for word in takewhile(_is_counted, asked["unit"].split())}
    taken: list[Citation] = []
    found: list[Group | None] = []
    for group in groups:
        readings = []
        for reading in group.readings:
            widened = _with_unit(reading.citation, wanted)
            citation = reading.citation if any(widened.overlaps(each) for each in taken) else widened
            if not any(citation.overlaps(each) for each in taken):
                readings.append(replace(reading, citation=citation))
                taken.append(citation)
        found.append(Group(tuple(readings)) if readings else None)
    return found


def _is_counted(word: str) -> bool:
    """Whether the word may belong to what the question counts, rather than to its verb."""
    return word.casefold() not in _VERBS and (word.casefold() not in NO_UNIT or word.casefold() in _UNITS)


def _with_unit(citation: Citation, wanted: set[str]) -> Citation:
    """The citation up to the word that is counted: one of the question's within a few words, or a plain unit behind it."""
    text, limit = citation.article.text, citation.sentence_end
    shift = citation.sentence_start
    ends = any(shift + each.end >= citation.end > shift + each.start for each in quantities(citation.sentence))
    vague = _VAGUE.search(citation.text) is not None
    if not (ends or vague) or citation.text.endswith("%"):
        return citation
    end = found = citation.end
    for at in range(_MOST_WORDS):
        match = _WORD.match(text, end, limit)
        word = match["word"].casefold() if match else ""
        of = match is not None and len(match["gap"]) > 1
        if not match or (word in NO_UNIT and word not in _UNITS | _PASSED) or (of and (at or not vague)):
            break
        end = match.end()
        if singular(word) in wanted or (at == 0 and not of and word in _UNITS):
            found = end
    return replace(citation, end=found)
