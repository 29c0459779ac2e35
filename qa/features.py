"""A question and the groups that were read for it -> the features that probabilities are worked out from."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answers import Citation
from qa.dates import names_time
from qa.merging import Group
from qa.retriever import Passage

_WORD = re.compile(r"\w+(?:[.,’']\w+)*")
_NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|\w+teen|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|half|quarter|third|no|none|once|twice)\b",
    re.IGNORECASE,
)
_TIME = None  # what `names_time` finds
_CAPITAL = re.compile(r"[^\W\d_]*[A-ZÀ-Þ]")
_ASKED = (  # the first that the question matches tells what its answer must hold
    (
        re.compile(r"\bhow (?:many|much|old|long|far|often|big|large|tall|fast)\b|\bnumber of\b|\bpercent", re.I),
        _NUMBER_WORD,
    ),
    (  # "when" behind another question word opens a clause: "Where was he when it began?"
        re.compile(
            r"^(?:(?!\b(?:who|whom|whose|what|where|which|why|how)\b).)*\bwhen\b|"
            r"\b(?:what|which) (?:day|date|year|month|time|week)\b",
            re.I | re.S,
        ),
        _TIME,
    ),
    (re.compile(r"\bwho\b|\bwhom\b|\bwhose\b|\bwhere\b|\bwhich (?:country|city|state|company)\b", re.I), _CAPITAL),
)


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability of a candidate is worked out from."""

    margin: float
    """The best score of its spans: logits over the null score of the same window."""
    cosine: float
    """The cosine of the question and the candidate's sentence; the least of all that were found, where it was not."""
    names: float
    """The share of the question's names and numbers that the passage or its article's title holds; 1 where it has none."""
    words: float
    """How many words it has, at most 4: a lone word is right less often, and what no article answers tempts with one."""
    type_matches: float
    """1 if the words are of the type that the question asks for, 0 if not, 0.5 where the question does not tell."""
    passages: float
    """The natural logarithm of the number of passages read."""


def features(question: str, groups: Sequence[Group], passages: Sequence[Passage]) -> list[Features]:
    """The features of each group, in their order, which is best first; `passages` are those that were read."""
    names = _names(question)
    hits = [hit for passage in passages for hit in passage.hits]
    cosines = {(hit.sentence.article_id, hit.sentence.start): hit.cosine for hit in hits}
    least = min(cosines.values(), default=0.0)
    held: dict[tuple[str, int], set[str]] = {}
    rows = []
    for group in groups:
        passage = group.passage
        place = passage.article.id, passage.start
        if place not in held:
            held[place] = _stems(f"{passage.article.title} {passage.text}")
        rows.append(
            Features(
                margin=group.score,
                cosine=cosines.get((passage.article.id, group.citations[0].sentence_start), least),
                names=_share(names, held[place]),
                words=float(min(len(group.text.split()), 4)),
                type_matches=_type_matches(question, group.citations[0]),
                passages=math.log(len(passages)),
            )
        )
    return rows


def _stems(text: str) -> set[str]:
    """The words in lower case, cut to six letters: enough to bring "announced" and "announcing" together."""
    return {word.lower()[:6] for word in _WORD.findall(text)}


def _names(question: str) -> set[str]:
    """The stems of what is written with a capital behind the first word, or holds a digit."""
    words = _WORD.findall(question)
    return {
        word.lower()[:6]
        for index, word in enumerate(words)
        if any(character.isdigit() for character in word) or (index > 0 and word[:1].isupper())
    }


def _share(wanted: set[str], held: set[str]) -> float:
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _type_matches(question: str, citation: Citation) -> float:
    for asked, wanted in _ASKED:
        if asked.search(question):
            return float(bool(wanted.search(citation.text)) if wanted else _is_time(citation))
    return 0.5


def _is_time(citation: Citation) -> bool:
    """Whether the words name a time or a part of one, as their sentence tells: "may" seldom does, "in May" does."""
    start = citation.start - citation.sentence_start
    return names_time(citation.sentence, start, start + len(citation.text))
