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


_FATES = frozenset("dead killed injured wounded hurt missing arrested confirmed known".split())
_VERBS = frozenset(
    "did do does were are is has have had will would can could may might must should besides there about did came come "
    "took take lost won left went got".split()
)


def with_units(question: str, groups: Sequence[Group]) -> list[Group | None]:
    """Each group, of a how-many or how-much question the citations that end in a number widened by its unit.

    None stands for a group whose words a better one (they come best first) has taken so.
    """
    asked = _ASKED.search(question)
    if not asked:
        return list(groups)
    wanted = {singular(word) for word in takewhile(_is_counted, asked["unit"].split())}
    places: list[Citation] = []
    found: list[Group | None] = []
    for group in groups:
        free = [each for each in group.readings if not any(_overlap(each.citation, other) for other in places)]
        widened = [
            replace(each, citation=_apart(_with_unit(each.citation, wanted), each.citation, places)) for each in free
        ]
        places += [each.citation for each in widened]
        found.append(Group(tuple(widened)) if widened else None)
    return found


def _apart(widened: Citation, citation: Citation, places: Sequence[Citation]) -> Citation:
    return citation if any(_overlap(widened, each) for each in places) else widened


def _overlap(first: Citation, second: Citation) -> bool:
    return first.article.id == second.article.id and first.start < second.end and second.start < first.end


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
        if not match or (word in NO_UNIT and word not in _UNITS | _FATES) or (of and (at or not vague)):
            break
        end = match.end()
        if singular(word) in wanted or (at == 0 and not of and word in _UNITS):
            found = end
            if word in _UNITS or word.endswith("s"):  # a verb of the question may follow: "planes fell"
                break
    return replace(citation, end=found)
