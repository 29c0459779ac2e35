"""Question -> what kind of answer it asks for, told by its form alone: no model, and capitals or none."""

import re
from typing import Literal

Asked = Literal["span", "list", "evidence"]

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_LEADING = frozenset("and but so then also ok okay well hello hi please now".split())
_AUXILIARIES = frozenset(
    "is are was were am did do does has have had can could will would shall should may might must "
    "isn't aren't wasn't weren't didn't don't doesn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't".split()
)
_OF_TELLING = re.compile(  # "Can you tell me who ...", "Is it known when ...", "Does the article say why ..."
    r"\b(?:tell|told|know|known|say|says|said|clear|explain|state|mention|remember|reveal|report)\b[^?]{0,25}?"
    r"\b(?:who|whom|whose|what|when|where|which|why|how)\b"
)
_COUNTS = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+|several|various|different|many)"
_AFTER_NOUN = (  # a verb of its own must follow "which countries", or nothing: "which company sells ..." names no plural
    r"(?=\s+(?:are|were|did|do|does|have|had|has|will|would|can|could|may|might|must|should|shall|is|was|\w+ed|make|made|take|"
    r"took|give|gave|paid|pay|won|win|lost|lose|led|lead|met|meet|came|come|went|go|left|leave|got|get|held|hold|ran|run|"
    r"said|say|hit|play|live|use|speak|spoke|belong|own|want|support|border|produce|sit|sat|stand|stood|fell|rose|grow|grew|"
    r"fought|sent|sell|sold|buy|bought|wrote|write|signed|bear|bore|became|become|still|also|now|not|that|who)\b|\s*$)"
)
_NO_PLURAL = (
    r"(?!(?:is|was|has|does|its|his|hers|this|us|as|news|politics|physics|economics|athletics|mathematics|diabetes|"
    r"illness|business|process|address|access|success|progress|crisis|basis|virus|status|bus|gas|class|loss|boss|press|"
    r"congress|series|happens|makes|means|comes)\b)"
)
_PLURAL = rf"(?:{_NO_PLURAL}[\w'’-]+?(?<![su'’])s|people|men|women|children|media|species|criteria)"
_LISTED = (
    re.compile(r"^(?:please )?(?:name|list|enumerate|give(?: me)?) (?:me )?(?:the|all|some|any|at least|\w+ of)\b"),
    re.compile(rf"\b(?:which|what) (?:other |of the |are the |were the )?{_COUNTS}\b"),
    re.compile(
        rf"\b(?:which|what)(?: (?!is |was |has |does |did |do |are |were )[\w'’-]+){{0,2}}? {_PLURAL}\b{_AFTER_NOUN}"
    ),
    re.compile(r"\bwhich of (?:the|these|those|his|her|its|their)\b"),
    re.compile(rf"\bwhat (?:are|were) (?:(?:the|some|his|her|its|their) )(?:[\w'’-]+ ){{0,3}}?{_PLURAL}\b"),
    re.compile(r"\b(?:who|whom) (?:all )?(?:are|were)\b"),
)


def kind_asked(question: str) -> Asked:
    """What an answer is to be: "evidence" (a yes/no question), "list" (several are asked for), else "span".

    A yes/no question opens with an auxiliary verb ("Did Kim fly?"); one that leaves a choice ("Was it Kim or Putin?") or
    only wraps another question ("Can you tell me who resigned?") is none. What is asked in the plural ("Which countries
    ...", "Who were ...", "Name the ...") asks for a list; "how many" asks for a number.
    """
    words = [word.lower().replace("’", "'") for word in _WORD.findall(question)]
    while words and words[0] in _LEADING:
        words = words[1:]
    plain = " ".join(words)
    if words and words[0] in _AUXILIARIES:
        choice = "or" in words and "or not" not in plain and "whether" not in words
        return "span" if choice or _wraps(plain) else "evidence"
    return "list" if any(pattern.search(plain) for pattern in _LISTED) else "span"


def _wraps(plain: str) -> bool:
    """Whether a question word stands behind a verb of telling."""
    return _OF_TELLING.search(plain) is not None
