"""Whether what stands beside a time expression is over or still to come, by the nearest verb or other cue."""

import re
from typing import Literal

Tense = Literal["past", "future", "either", ""]

_TOKEN = re.compile(r"[’']ll\b|\w+(?:[’']t\b)?")
_MODAL = frozenset("will won't won’t 'll ’ll shall may might could must should".split())
_PLANNED = frozenset(  # ahead of their verb: "is expected to" is still to come, "was expected to" may be over by now
    "upcoming coming forthcoming scheduled due slated planned plans planning expected expects poised likely ahead preparing "
    "prepares anticipated forecast predicted tomorrow".split()
)
_PRESENT = frozenset(  # verbs whose present tense tells of a day to come
    "begins starts opens kicks takes expires resumes concludes closes runs meets faces arrives travels heads flies sails "
    "speaks airs launches debuts votes ends returns plays hosts convenes".split()
)
_BEFORE_TO = frozenset(
    "set going is are vowed promised agreed pledged intends intend hopes hope hoped aims aim wants want invited urged "
    "ordered called ready about".split()
)
_PAST = frozenset(
    "was were had did been has have having says said told met held took came went gave got made left found won lost saw "
    "sent spoke led ran began broke built bought brought caught chose drew drove fell felt fled flew fought grew heard "
    "kept knew laid paid rose sank shot shook sold stood stole struck swore taught thought threw wore wrote became blew "
    "dealt ate forgot froze hid hung lit meant rode rang sang sat slept spent stuck swam tore woke withdrew overthrew done "
    "gone seen taken given broken shown known fallen flown driven written spoken stolen born begun ago".split()
)
_NOT_PAST = frozenset(
    "need indeed speed hundred exceed proceed succeed feed seed deed weed breed shed bleed united armed".split()
)
_LINKS = frozenset("be been have stay remain get not also then".split())  # between a modal and its participle
_NOW, _THEN = ("is", "are", "will", "be", "s"), ("was", "were", "had")


def tense(text: str, start: int, end: int, *, sentence: tuple[int, int]) -> Tense:
    """The tense that governs `text[start:end]` within its sentence: that of the nearest cue before it, else behind it.

    "will be held on Monday" is "future", "said on Monday that it will" is "past"; "was expected on Monday" is "either",
    for it may be over at publication; "" means that nothing tells.
    """
    before = [match.group().lower() for match in _TOKEN.finditer(text, sentence[0], start)]
    behind = [match.group().lower() for match in _TOKEN.finditer(text, end, sentence[1])]
    after = False  # "are dead after an attack on": a present tense that looks back
    for index in range(len(before) - 1, -1, -1):
        word, following = before[index], before[index + 1 : index + 2]
        after |= word in ("after", "following")
        if word == "as" and following == ["of"]:
            return "past"
        if word in ("is", "are") and following != ["to"]:
            return "past" if after else "future"
        if found := _planned(before, index) or _verb(before, index):
            return found
    return next((found for index in range(len(behind)) if (found := _verb(behind, index))), "")


def _planned(words: list[str], index: int) -> Tense:
    word, before, following = words[index], words[max(index - 2, 0) : index], "".join(words[index + 1 : index + 2])
    if word == "would":
        return "past" if following == "have" else "either"
    noun = (word == "due" and not set(before) & {*_NOW, *_THEN}) or (word == "plans" and following not in ("to", "for"))
    if word not in _PLANNED or noun:
        return ""
    now = bool(set(before) & set(_NOW)) or word in ("plans", "expects", "prepares", "tomorrow")
    return "future" if now else "either"


def _verb(words: list[str], index: int) -> Tense:
    word, following = words[index], words[index + 1 : index + 2]
    if word in _MODAL:
        return "past" if following == ["have"] and word != "will" else "future"
    if word in _PRESENT or (word in _BEFORE_TO and following == ["to"]):
        return "future"
    if word == "set" and following == ["for"]:
        return "future"
    if word in _PLANNED:
        return ""
    if word in _PAST or (len(word) > 3 and word.endswith("ed") and word not in _NOT_PAST):
        return _participle(words, index)
    return ""


def _participle(words: list[str], index: int) -> Tense:
    """Future for "(will) be held", "would stay closed" and "will have arrived", past for all others."""
    chain = []
    while index > 0 and (words[index - 1] in _LINKS or words[index - 1].endswith("ly")):
        index -= 1
        chain.append(words[index])
    head = words[index - 1] if index and chain else ""
    if head == "would":
        return "past" if "have" in chain else "either"
    looks_back = "have" in chain and head != "will"
    return "future" if (head in _MODAL or head == "to") and not looks_back else "past"
