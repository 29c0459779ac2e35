"""Text -> its time expressions, by rules for what news says: where each stands, of which kind it is, and its parts."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty".split()
)
NUMBERS = dict(zip(_SMALL, range(21), strict=True)) | {"a": 1, "an": 1}
NUMBERS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18}
ORDINALS |= {"nineteenth": 19, "twentieth": 20}

_LONG_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH = rf"(?P<month>{_LONG_MONTH}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_LONG_NAME = "|".join(name.capitalize() for name in MONTHS)
_NAMED_MONTH = rf"(?P<month>(?-i:{_LONG_NAME}|(?:Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\b\.?))"  # may and march are verbs
_ANY_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAY = rf"(?P<weekday>{_ANY_WEEKDAY})"
_ORDINAL = r"(?:st|nd|rd|th)?(?![\d,.]*\d)"
_DAY = rf"(?P<day>[0-3]?\d){_ORDINAL}"
_TO_DAY = rf"(?:\s?[-–—]\s?|\s+(?:to|and|or|until|through)\s+)(?:the\s+)?(?P<last>[0-3]?\d){_ORDINAL}"
_YEAR = r"(?P<year>[12]\d{3})(?![\d]|[,.]\d)"
_WHICH_YEAR = r"(?P<which>last|this|next)\s+year"
_DATE_YEAR = rf"(?:,?\s+{_YEAR}|\s+(?:of\s+)?{_WHICH_YEAR})?"
_UNIT = r"(?P<unit>minute|hour|day|week|weekend|fortnight|month|year|decade)"
_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(_SMALL[1:])}|thirty|forty|fifty|sixty|hundred)"
_VAGUE = r"(?:few|several|couple of|many)"
_TIMES = r"(?:\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening|night))?"
_FIRST_WEEKDAY = rf"(?:{_WEEKDAY},?\s+(?:the\s+)?(?P<open>\()?)?"
_CLOSED = r"(?(open)\))"

_CORES = (  # of those that begin at the same place the longest counts, of equals the first
    ("iso", rf"{_YEAR}-(?P<month_number>[01]\d)-(?P<day>[0-3]\d)"),
    (
        "attacks",
        r"(?:september|sept\.)\s+11(?:th)?(?=,?\s+(?:terror\w*\s+)?(?:attacks?|hijack\w*)\b)"
        r"|(?<=\bevents\sof\s)(?:september|sept\.)\s+11(?:th)?|9/11(?!/)",
    ),
    ("date", rf"{_FIRST_WEEKDAY}(?:the\s+)?{_DAY}(?:{_TO_DAY})?(?:\s+of)?\s+{_MONTH}{_DATE_YEAR}{_CLOSED}"),
    (
        "date",
        rf"{_FIRST_WEEKDAY}{_MONTH}\s+(?:the\s+)?{_DAY}(?:{_TO_DAY}(?!\s+(?:{_LONG_MONTH})))?{_DATE_YEAR}{_CLOSED}",
    ),
    ("month", rf"{_MONTH}(?:,|\s+of)?\s+(?:{_YEAR}|{_WHICH_YEAR})"),
    ("month", rf"(?P<which_month>last|this|next|this past)\s+{_NAMED_MONTH}"),
    ("bare month", _NAMED_MONTH),
    ("years", r"(?P<year>[12]\d{3})\s?[-–—/]\s?(?P<last_year>[12]\d{3}|\d\d)(?![\d-])"),
    ("year", rf"(?:the\s+year\s+)?{_YEAR}(?![-–]\d)"),
    ("decade", r"(?:the\s+)?(?P<decade>[12]\d\d0)[’']?s|the\s+[’'‘]?(?P<short>[2-9]0)s"),
    (
        "century",
        r"(?:the\s+)?(?P<century>\d\d?(?=st|nd|rd|th)|sixteenth|seventeenth|eighteenth|nineteenth|twentieth)"
        r"(?:st|nd|rd|th)?[\s-]century",
    ),
    (
        "quarter",
        r"(?:the\s+)?(?P<ordinal>first|second|third|fourth|last|final)\s+(?P<share>quarter|half)\s+of\s+"
        rf"(?:{_YEAR}|(?P<which>last|this|next|the)\s+year)",
    ),
    (
        "holiday",
        r"(?P<holiday>christmas\s+(?:day|eve)|boxing\s+day|new\s+year[’']?s?\s+(?:day|eve)|halloween|valentine[’']?s\s+day)",
    ),
    (
        "today",
        r"(?P<today>today|tonight|this\s+(?:morning|afternoon|evening)|the\s+day\s+before\s+yesterday|"
        rf"the\s+day\s+after\s+tomorrow|last\s+night|yesterday|tomorrow){_TIMES}",
    ),
    (
        "weekday",
        rf"(?:(?P<which>last|this|next|this\s+coming|this\s+past|past|coming)\s+)?{_WEEKDAY}(?!s)"
        rf"(?:,?\s+(?:of\s+)?(?P<week>last|this|next)\s+week)?{_TIMES}",
    ),
    ("recurring", rf"(?:(?:every|each)\s+)?{_ANY_WEEKDAY}s|(?:every|each)\s+{_ANY_WEEKDAY}"),
    ("named", rf"(?:good|black|bloody|cyber|super|ash|easter|palm|holy)\s+{_ANY_WEEKDAY}"),
    (
        "unit",
        r"(?:the\s+)?(?P<which>last|this|next|past|coming|current)\s+(?P<unit>week|weekend|month|year|decade|century)"
        r"(?!\s+of\b)",
    ),
    ("the unit", r"the\s+(?P<unit>weekend|week|month|year|decade|century)(?!\s+of\b)"),
    (
        "season",
        r"(?:(?P<which>last|this|next|this\s+past)\s+|(?P<the>the\s+)?)(?P<season>spring|summer|autumn|fall|winter)"
        rf"(?:(?:\s+of)?\s+{_YEAR}(?:\s?[-–/]\s?\d{{2,4}})?(?!\s+(?:winter|summer)))?",
    ),
    ("rolling", rf"(?:the\s+)?(?P<which>last|past|next|coming|previous)\s+{_COUNT}\s+(?!minute){_UNIT}s?"),
    ("vague", rf"(?:the\s+)?(?:last|past|next|coming|recent)\s+(?:{_VAGUE}\s+)?{_UNIT}s"),
    ("ago", rf"(?:(?:{_COUNT}|(?:a\s+)?{_VAGUE})\s+)?{_UNIT}s?\s+ago"),
    (
        "in",
        rf"(?P<how>in(?!\s+an?\s+\w+\b(?!.{{1,3}}time))|within)\s+{_COUNT}\s+(?!minute|hour){_UNIT}s?(?:[’']s?\s+time)?",
    ),
    ("later", rf"(?:{_COUNT}|(?:a\s+)?{_VAGUE}|the)\s+{_UNIT}s?\s+(?P<side>later|earlier|after|before)"),
    (
        "next day",
        r"(?P<side>the\s+(?:next|following|previous|same)|that(?:\s+same)?)\s+"
        r"(?P<unit>day|morning|afternoon|evening|night|week|weekend|month|year)(?!\s+as\b)",
    ),
)
_BOUND = r"(?:(?P<bound>since|by|until|till)\s+)?"
_PART = (
    r"(?:(?:the\s+)?(?P<part>early(?:\s+in)?|late(?:\s+in)?|mid[\s-]?|middle\s+of|(?:the\s+)?(?:very\s+)?end\s+of|"
    r"beginning\s+of|start\s+of|earlier(?:\s+in)?|later(?:\s+in)?|so\s+far)\s*)?"
)
_PARTS = {"mid": "mid", "middle": "mid", "beginning": "start", "start": "start", "so": "so far"}
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o[’']clock)|\b\d{1,2}:\d\d\b|\b(?:noon|midnight|dawn|dusk|midday)\b",
    re.IGNORECASE,
)

_TIME_WORD = re.compile(
    r"\b(?:decades?|centur(?:y|ies)|years?|months?|weeks?|days?|hours?|minutes?|morning|afternoon|evening|night|spring|"
    r"summer|autumn|winter|since|ago|later)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """`text[start:end]` names a time. `groups` are its parts as written, in lower case; `core` is without bound and part."""

    start: int
    end: int
    kind: str
    groups: dict[str, str]
    core_start: int

    @property
    def part(self) -> str:
        """Which part of its period it names: early, mid, late, start, end, earlier, later, so far, or "" for the whole."""
        words = self.groups.get("part", "").replace("the ", "").replace("very ", "").replace("-", " ").split()
        return _PARTS.get(words[0], words[0]) if words else ""


def find(text: str, *, start: int = 0, end: int | None = None) -> list[TimeExpression]:
    """The time expressions in `text[start:end]` in order; none overlaps another, offsets count from the text's beginning."""
    stop = len(text) if end is None else end
    found = []
    for kind, rule in _rules():
        for match in rule.finditer(text, start, stop):
            if _means_time(kind, match, stop):
                groups = {name: value.lower() for name, value in match.groupdict().items() if value}
                found.append(TimeExpression(match.start(), match.end(), kind, groups, match.start("core")))
    kept: list[TimeExpression] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


@cache
def _rules() -> list[tuple[str, re.Pattern[str]]]:
    """Each kind with its pattern; compiled on first use, which takes a tenth of a second."""
    begin = rf"(?<![\w$€£#.,-]){_BOUND}{_PART}"
    return [(kind, re.compile(rf"{begin}(?P<core>{core})(?!\w)", re.IGNORECASE)) for kind, core in _CORES]


def names_time(sentence: str, start: int, end: int) -> bool:
    """Whether `sentence[start:end]` holds a time or a part of one: an expression, a time of day, a word such as "weeks"."""
    overlaps = any(start < last and first < end for first, last in _times(sentence))
    return overlaps or _TIME_WORD.search(sentence, start, end) is not None


@lru_cache(maxsize=256)
def _times(sentence: str) -> tuple[tuple[int, int], ...]:
    """Half-open (start, end) of each time expression and time of day; kept, for many candidates share a sentence."""
    return (
        *((each.start, each.end) for each in find(sentence)),
        *(clock.span() for clock in _CLOCK.finditer(sentence)),
    )


_CUE = re.compile(
    r"\b(?:in|during|through|throughout|of|back\s+in|from|between|mid|year|before|after)\s+$", re.IGNORECASE
)
_MONTH_BEFORE = re.compile(
    rf"\b(?:{'|'.join(MONTHS)})(?:\s+[12]\d{{3}})?(?:\s+(?:and|to|or|through|until)\s+|\s?[-–—/]\s?)$", re.IGNORECASE
)
_SEASON_CUE = re.compile(r"\b(?:in|during|over|of|for|throughout)\s+(?:early\s+|late\s+)?$", re.IGNORECASE)
_NOT_A_YEAR = re.compile(
    r"\s*(?:%|percent|per\s+cent|km|kilomet|met(?:er|re)|miles?\b|feet|ft\b|people|men\b|women|troops|dollars|euros|pounds|"
    r"votes|points|hours|days|weeks|months|tons|bc\b|b\.c|bce\b|(?-i:[a-z]{3,}(?<!wa|ia)s)\b(?<!was)(?<!has))",
    re.IGNORECASE,
)
_NEWSPAPER = re.compile(
    r"\s+(?:Times|Telegraph|Mirror|Herald|Express|Independent|Mail|Post|World|Sun|Star|Tribune|Night\s+(?:Live|Football))\b"
)
_NOT_A_SEASON = re.compile(r"\s+(?:of|olympic\w*|games|in|season|break|school)\b", re.IGNORECASE)
_DEGREES = re.compile(r"temperature|degree|highs|lows", re.IGNORECASE)
_NEAR = 40  # characters on either side that tell whether a time is meant
_AMBIGUOUS = ("may", "march")  # a verb or a name too
_VERB_LIKE = ("april", "august", "june", *_AMBIGUOUS)


def _means_time(kind: str, match: re.Match[str], stop: int) -> bool:
    """Whether a match is meant as a time, by what stands around it: "in May" is, "Theresa May" is not."""
    text, core = match.string, match.start("core")
    before, bounded = text[max(core - _NEAR, 0) : core], match.start() < core
    behind = text[match.end() : min(match.end() + _NEAR, stop)]
    if kind == "bare month":
        return bounded or _is_month(match["month"].lower().strip("."), before, behind)
    if kind == "year":
        return _is_year(match["year"], before, behind, bounded)
    if kind == "decade":
        return match["decade"] is not None or not _DEGREES.search(before)
    if kind == "weekday":
        return not _NEWSPAPER.match(behind) and not before.endswith(("Sheffield ", "Mail on "))
    if kind == "the unit":
        return bounded or match["unit"].lower() == "weekend"
    if kind == "season":
        return _is_season(match, before, behind, bounded)
    if kind == "unit" and match["core"].lower().startswith("the "):
        return match["which"].lower() != "this"
    return kind != "date" or 1 <= int(match["day"]) <= 31


def _is_month(month: str, before: str, behind: str) -> bool:
    possessive = behind[:2] in ("’s", "'s")
    if _MONTH_BEFORE.search(before):
        return not possessive
    if _CUE.search(before):
        named = re.search(r"(?:of|from|through|before|after)\s+$", before, re.IGNORECASE)
        return not (month in _AMBIGUOUS and (named or possessive))
    return possessive and month not in _VERB_LIKE


def _is_year(year: str, before: str, behind: str, bounded: bool) -> bool:
    if bounded or re.search(r"\b(?:in|year)\s+$", before, re.IGNORECASE):
        return not re.match(r"\s*(?:%|people|percent|per\s+cent)", behind)
    modern = 1900 <= int(year) < 2100
    named = re.search(r"\bthe\s+$|[’']s\s+$", before)  # "the 2008 elections"
    return (modern or bool(_CUE.search(before))) and (bool(named) or not _NOT_A_YEAR.match(behind))


def _is_season(match: re.Match[str], before: str, behind: str, bounded: bool) -> bool:
    if match["which"] or match["year"]:
        return True
    falls = match["season"].lower() == "fall" and not match["the"]
    cued = bounded or bool(_SEASON_CUE.search(before))
    return cued and not falls and not _NOT_A_SEASON.match(behind)
