"""A span of a sentence -> the items of the enumeration that it is, or stands in: "A, B and C", "A; B; and C"."""

import re

Place = tuple[int, int]

_JOINT = re.compile(r"\s*[;,]\s+(?:and also|and|or|as well as)\s+|\s*;\s+|,\s+|\s+(?:and|or|as well as|&)\s+")
_LAST = re.compile(r"(?:\s*[,;])?\s+(?:and|or|as well as)\s+")
_ITEM = r"[^,;.:!?“”\"()\n—–]{1,120}?"
_CLAUSE = (  # what goes on with "and" here is another clause
    r"(?!(?:then|is|was|are|were|has|had|have|will|would|he|she|they|it|that|to|make)\b|"
    r"[a-z]+s\s(?:an?|the|to|under|in|on|at|its|his|her|their|that)\b)"
)
_MORE = rf"(?:,\s+(?!(?:and|or|who|which|whose|where|when|but)\b){_ITEM}(?:\"[^\"]*\"|“[^”]*”)?)*"
_ON = tuple(  # what an enumeration goes on with behind the span
    re.compile(rf"{_MORE}(?:{joint})\s+{_CLAUSE}{_ITEM}(?=[,;.:!?()—–]|$)")
    for joint in (r",\s+and|,\s+or", r"\s+and|\s+or")
)
_NAME_NEXT = re.compile(
    r"(?:,|,?\s+and|,?\s+or)\s+(?:and\s+|or\s+)?(?:the\s+)?[A-Z]"
)  # what a name's enumeration goes on with
_SEMICOLONS = re.compile(r"(?:,[^;.]*)?(?:;\s+[^;.]+)*;\s+(?:and|or)\s+[^;.]+")
_NAME = r"(?:[A-Z][\w’'.-]*)(?:\s(?:(?:of|the|de|van|bin|al)\s)?[A-Z][\w’'.-]*)*"
_NAMED = re.compile(rf"(?:the\s+)?{_NAME}")
_BACK = re.compile(rf"((?:{_NAME},\s+)*{_NAME})(?:,?\s+(?:and|or)\s+|,\s+)(?:the\s+)?$")
_TOGETHER = re.compile(  # one name, with "and" in it
    r"\b(?:Trinidad and Tobago|Bosnia and Herzegovina|Antigua and Barbuda|Kitts and Nevis|Vincent and the Grenadines|"
    r"Food and Drug|Health and Human|Newfoundland and Labrador|Tyne and Wear|Marks and Spencer|Procter and Gamble|"
    r"Johnson (?:and|&) Johnson|Standard (?:and|&) Poor|Disease Control and Prevention|Oceanic and Atmospheric|"
    r"Aeronautics and Space|Alcohol, Tobacco|[A-Z]\w+ and [A-Z]\w+ (?:Administration|Agency|Department|Ministry|Commission|"
    r"Committee|Institute|Services|Act|University|Church|Council|Association))\b"
)
_LEAD = re.compile(r"(?:both|either|namely|including|such as|and|or)\s+", re.IGNORECASE)
_TAIL = re.compile(
    r"\s(?:in|from|at|on|who|which|that|when|where|with|for|to|by|as|after|before|during|were|was|are|is)\s.*$",
    re.DOTALL,
)
_OTHERS = re.compile(r"(?:(?:the|many|several|some)\s+)?(?:other|others|more)\b(?:\s+\w+)?$", re.IGNORECASE)
_DESCRIBES = re.compile(r"(?:an?|the|his|her|its|their|who|which|whose|aged|\d+)\b|[\w’'-]+(?:’s|'s)\s")
_ADJECTIVE = re.compile(r"[\w’'-]+(?:al|ic|ous|ive|ful|ary|ish|ual|ory|able|ible|less)$")
_MOST_WORDS = 16  # of an item


def enumerated(text: str, start: int, end: int, *, sentence: Place, kinds: bool = False) -> list[Place]:
    """The items of the enumeration in the `sentence` that `text[start:end]` is or stands in, in order.

    One item, the span itself, where it is none. With `kinds`, what several adjectives share is no part of an item:
    "cruel and unusual comments" is two kinds.
    """
    start, end = _lengthened(text, start, end, *sentence)
    places = _split(text, start, end)
    places = [place for each in places if (place := _trimmed(text, *each, first=each == places[0]))]
    if len(places) > 1 and not _OTHERS.match(text, *places[0]):
        places = [each for each in places if not _OTHERS.fullmatch(text, *each)]
    if len(places) > 1:
        places[-1] = _without_tail(text, places)
        places = _shared(text, places, kinds=kinds)
    if len(places) < 2 or any(len(text[a:b].split()) > _MOST_WORDS for a, b in places):
        return [(start, end)]
    return places


def _lengthened(text: str, start: int, end: int, begin: int, limit: int) -> Place:
    """The span with the items of its enumeration that stand behind it and, of names, before it."""
    stop = limit - 1 if text[limit - 1 : limit] in ".!?" else limit
    if ";" in text[end:stop] and (match := _SEMICOLONS.match(text, end, stop)):
        return start, match.end()
    if text[start].islower() or _NAME_NEXT.match(text, end, stop):
        far = next((match.end() for pattern in _ON if (match := pattern.match(text, end, stop))), end)
        if far > end and text[start].isupper():  # the last name, and not what its bearers do
            last = [match.end() for match in _LAST.finditer(text, end, far)][-1]
            name = _NAMED.match(text, last, far)
            far = name.end() if name else far
        end = far
    if text[start].isupper() and (match := _BACK.search(text[begin:start])):
        start = begin + match.start(1)
    return start, end


def _split(text: str, start: int, end: int) -> list[Place]:
    """The pieces between the joints; a bare "and" is one only where no comma stands before another."""
    kept = [match.span() for match in _TOGETHER.finditer(text, start, end)]
    joints = [
        match
        for match in _JOINT.finditer(text, start, end)
        if not any(a <= match.start() and match.end() <= b for a, b in kept)
    ]
    if any(";" in each[0] for each in joints):
        pieces = _between(start, end, [each for each in joints if ";" in each[0]])
        return [(a, a + len(text[a:b].split(",")[0])) for a, b in pieces]
    bare = [each for each in joints if each[0][0].isspace()]
    commas = [each for each in joints if each not in bare]
    oxford = any(_LAST.fullmatch(each[0]) for each in commas)
    if oxford:
        joints = commas
    elif commas and bare:
        joints = [*commas, *(each for each in bare[-1:] if each.start() > commas[-1].start())]
        if len(joints) == len(commas):  # "A and B, of C": nothing is enumerated behind the comma
            joints = bare if len(commas) == 1 else commas
    elif len(commas) == 1 and not _alike(text, start, end, commas[0]):
        return [(start, end)]
    return _between(start, end, joints)


def _alike(text: str, start: int, end: int, comma: re.Match[str]) -> bool:
    """Whether both sides of a lone comma are things of one kind, not a name and what it is."""
    after = text[comma.end() : end]
    return text[start].islower() and after[0].islower() and not _DESCRIBES.match(after)


def _between(start: int, end: int, joints: list[re.Match[str]]) -> list[Place]:
    starts, ends = [start, *(each.end() for each in joints)], [*(each.start() for each in joints), end]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if a < b]


def _trimmed(text: str, start: int, end: int, *, first: bool) -> Place | None:
    if first and (match := _LEAD.match(text, start, end)):
        start = match.end()
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip().rstrip(",;"))
    return (start, end) if start < end else None


def _without_tail(text: str, places: list[Place]) -> Place:
    """The last item without what is said of all: "Beni and Katwa in the Congo"; kept where another one has the like."""
    start, end = places[-1]
    tail = _TAIL.search(text, start, end)
    if tail is None or any(_TAIL.search(text, *each) for each in places[:-1]):
        return start, end
    return start, tail.start()


def _shared(text: str, places: list[Place], *, kinds: bool) -> list[Place]:
    """The items where the first are adjectives of the last one's noun: without the noun, or else no enumeration."""
    words = [text[a:b].split() for a, b in places]
    if not all(len(each) == 1 and _ADJECTIVE.match(each[0].lower()) for each in words[:-1]) or len(words[-1]) < 2:
        return places
    if not kinds:
        return places[:1] if _ADJECTIVE.match(words[-1][0].lower()) else places
    start = places[-1][0]
    return [*places[:-1], (start, start + len(words[-1][0]))]
