"""Whether a question needs the turns before it, and what for: rules over pronouns, ellipses and corrections."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.conversation.ellipses import elliptic
from qa.conversation.words import (
    ASKING,
    AUXILIARIES,
    CLAUSE_OPENERS,
    DEGREES,
    OBJECTS,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    anchors,
    asks,
    words,
)

Kind = Literal["correction", "switch", "bare", "said", "pronoun", "ellipsis"]
_OPENER = re.compile(
    r"^(?:(?:ok|okay|so|well|and|but|or|also|then|now|thanks|thank you|alright|oh|ah|hm+|(?:no|sorry|right)(?=[,.!]))\b"
    r"[,.!…\s-]*)+",
    re.I,
)
_JOINED = re.compile(r"^(?:(?:ok|okay|so|well)\b[,.\s]*)?(?:and|but|or)\b", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\s+(?P<topic>[^?.!,:;]+)[?.!,:;\s]*(?P<rest>.*)$", re.I | re.S)
_TOPIC = re.compile(r"^(?P<topic>[^?.!,:;]+)[?.!,:;\s]*(?P<rest>.*)$", re.S)
_CORRECTION = re.compile(
    r"^(?:(?:no|nope|sorry|wait|actually|oh|well|pardon)\b[,.!;\s-]*)*"
    r"(?:(?:i|we) (?:meant|mean|was asking about|am asking about)|i'm asking about|"
    r"not (?P<wrong>[^,.;:?]+)[,.;:]+\s*(?:but )?(?:(?:i|we) (?:meant|mean) )?)\s*"
    r"(?P<topic>[^?.!,:;]+)[?.!,:;\s]*(?P<rest>.*)$",
    re.I | re.S,
)
_SORRY = re.compile(
    r"^(?:no|nope|sorry|wait|actually|pardon)\s*[,.!;–-]\s*(?P<topic>[^?.!,:;]+)[?.!,:;\s]*(?P<rest>.*)$", re.I | re.S
)
_MAX_TOPIC = 7  # words of what a question is switched to or corrected to
_EVENT = (
    r"(?:(?:did|does|do|was|is|were|has|had) (?:all )?(?:that|this|it)|that|it)"
    r"(?: all)?(?: happen(?:ed|ing)?| take place| taken place| occur(?:red)?| be| been| start| begin| end| so)?"
)
_DOING = (
    r"(?:did|does|do|has|have|had|will|would|could|can) (?:he|she|they|it|this|that)"
    r"(?: (?:do|done) (?:it|that|this|so))?"
)
_BARE = re.compile(
    rf"^(?:(?:since|until|till|from|by|to|for|with|in|on|at|against|of|about|because of|up to) )?"
    rf"(?:why|when|where|whom?|what|which|how(?: long| often| much| many| far| come| so| exactly| precisely)?|"
    rf"(?:what|which|whose) [\w-]+)(?: not| else| exactly| precisely| then| ones?| from| to| with| for)*"
    rf"(?: {_EVENT}| {_DOING}| is| was)?$"
)
_SAID = re.compile(
    r"^(?:(?:and )?(?:who|which \w+) (?:says|said|say|told|tells|reports|reported|claims|claimed|confirms|confirmed|states|"
    r"stated|announced|revealed|thinks|knows|wrote)(?: (?:so|that|this|it))?|says who|according to who(?:m)?|"
    r"(?:what is|what's) the source(?: (?:of|for) (?:that|this|it))?|how do (?:we|they) know(?: that| this)?|source)$"
)
_TOLD = re.compile("says|said|thinks|thought|claims|claimed")
_DOUBT = re.compile(r"(?:is|was) (?:that|this|it) (?:really )?(?:true|right|so|correct|certain|sure|real)|so what")
_EXPLETIVE = re.compile(
    r"^(?:\w+ly )?(?:not )?(?:mean|means|meant|take|took|taken|takes|say|said|cost|rain|rained|snow|snowed|seem|seems|"
    r"appear|necessary|essential|difficult|possible|impossible|easy|easier|hard|harder|important|likely|unlikely|believed|known|"
    r"thought|estimated|expected|reported|feared|hoped|legal|illegal|common|true|clear|public|sometimes|considered|become|"
    r"became|fair|good|better|bad|matter|matters|surprise|surprised|hinge|hinges|that|to|when|where|if|as|kept|called when|"
    r"(?:was|is|be|been|were) (?:not )?(?:fair|known|possible|thought|clear|that|to|important|necessary))\b"
)
_WEATHER = re.compile(
    r"\bit (?:\w+ ){0,2}(?:rain(?:ed|ing)?|snow(?:ed|ing)?|hail(?:ed|ing)?|thunder(?:ed|ing)?)\b", re.IGNORECASE
)
_TIMES = frozenset(
    "year month week day days morning afternoon evening night weekend summer winter autumn spring".split()
)
_SHORT = 5  # words of a question that needs no more to take up what was said
_BRIEF = 8  # words of a question in which "in that fire" takes up a fire that was spoken of
_MANY = 4  # nouns before a demonstrative among which it surely finds its own


@dataclass(frozen=True, slots=True)
class Need:
    """What a question lacks: its kind, the question without its opening words, and what it is switched or corrected to."""

    kind: Kind
    question: str
    topic: str = ""


def need(question: str, known: Collection[str] = ()) -> Need | None:
    """What the question needs of the turns before it; None where it stands alone.

    `known` are the names, in lower case, of the articles that the conversation is about: they count also where they are
    typed without capitals.
    """
    text = " ".join(question.replace("’", "'").split())
    text = text.lower() if text.isupper() else text
    corrected = _CORRECTION.match(text) or _SORRY.match(text)
    if corrected and (found := _topical("correction", corrected)):
        return found
    stripped = _OPENER.sub("", text)
    joined = _JOINED.match(text) is not None
    plain = stripped.lower().strip(" ?.!…\"'")
    if about := _ABOUT.match(stripped):
        return _topical("switch", about)
    if _SAID.match(plain):
        return Need("said", stripped)
    if _BARE.match(plain) and not anchors(stripped, known):
        return Need("bare", stripped)
    if not stripped or _DOUBT.fullmatch(plain):
        return None
    if joined and not asks(stripped):
        return _topical("switch", _TOPIC.match(stripped))
    if _unresolved(_first_question(stripped), known):
        return Need("pronoun", stripped)
    if elliptic(stripped, known, joined=joined) and not _WEATHER.search(stripped):
        return Need("ellipsis", stripped)
    return None


def _topical(kind: Kind, match: re.Match[str] | None) -> Need | None:
    if match is None:
        return None
    topic, rest = match["topic"].strip(), match["rest"].strip()
    if not topic or len(topic.split()) > _MAX_TOPIC or (kind == "correction" and asks(topic)):
        return None
    return Need(kind, rest, topic)


def _first_question(text: str) -> list[Word]:
    """The words up to the first question mark: what follows may take up what stands before it."""
    found = words(text)
    end = next((index for index, word in enumerate(found) if index and word.text in ("?", "!", ";")), len(found))
    return found[:end]


def _unresolved(found: Sequence[Word], known: Collection[str]) -> bool:
    """Whether a pronoun or demonstrative in it has no antecedent in the question itself."""
    return any(
        _lone_pronoun(found, index, known) if word.lower in PRONOUNS else _pointing(found, index, known)
        for index, word in enumerate(found)
    )


def _lone_pronoun(found: Sequence[Word], index: int, known: Collection[str]) -> bool:
    lower = [word.lower for word in found]
    before, behind = lower[:index], " ".join(lower[index + 1 :])
    if lower[index] == "it" and _EXPLETIVE.match(behind):
        return False
    if _inverted(found, index, known) or (index == 2 and lower[0] == "who" and _TOLD.fullmatch(lower[1])):
        return True
    named = [_is_name(found, place, known) for place in range(len(found))]
    owning = possessive(found, index)
    if owning and _completes(lower, named, index):
        return True
    if owning and lower[index + 1 : index + 2] == ["own"]:
        return False
    if _asks_for_subject(found) and not _object(found, index) and (any(named) or len(found) > _SHORT):
        return False  # "Who moved his court to Krakow?": his own
    if owning and not any(each in AUXILIARIES for each in before) and any(w.is_content for w in found[index + 2 :]):
        return not any(each in AUXILIARIES for each in lower[index:])  # it may point ahead
    if lower[index] in PERSONAL and not any(named[:index]) and not any(map(_may_be_person, found, range(index))):
        return not (_introduced(lower) and any(named[index:]))
    nouns = _nouns(found, index)
    if _object(found, index):
        opened = any(each in CLAUSE_OPENERS | {"to"} for each in before[2:]) or "," in before
        runs = sum(word in nouns and found[place - 1] not in nouns for place, word in enumerate(found[:index]))
        return not nouns or not (opened or runs > 2)
    return not nouns and not _introduced(lower)


def _completes(lower: Sequence[str], named: Sequence[bool], index: int) -> bool:
    """Whether nothing but a degree or a name stands before it: "How fast are its winds?", "Was Kim his brother?"."""
    degree = lower[0] == "how" and lower[1] in DEGREES and index == 3
    return degree or (index > 1 and lower[0] in ("is", "was", "are", "were") and all(named[1:index]))


def _is_name(found: Sequence[Word], place: int, known: Collection[str]) -> bool:
    word = found[place]
    return word.is_content and ((place > 0 and word.is_capital) or word.lower.removesuffix("'s") in known)


def _asks_for_subject(found: Sequence[Word]) -> bool:
    """Whether the question word, or its noun, is the subject: "Who moved ...", "Which employee lost ..."."""
    if found[0].lower == "who" and found[1].is_content:
        return True
    return found[0].lower in ASKING and not any(word.lower in AUXILIARIES for word in found[1:4])


def _inverted(found: Sequence[Word], index: int, known: Collection[str]) -> bool:
    """Whether it is the subject of the main clause, behind the auxiliary: nothing before can be what it stands for."""
    if index == 0 or found[index - 1].lower not in AUXILIARIES or possessive(found, index):
        return False
    before = range(index - 1)
    return not any(
        found[place].text == ","
        or found[place].lower in ("that", "and", "the", "after", "when", "before")
        or _is_name(found, place, known)
        for place in before
    )


def _object(found: Sequence[Word], index: int) -> bool:
    """Whether it is an object: "it" before a verb is a subject, "her" before a noun a possessive."""
    if found[index].lower not in OBJECTS or possessive(found, index):
        return False
    behind = found[index + 1 : index + 2]
    return found[index].lower != "it" or not behind or not (behind[0].is_content or behind[0].lower in AUXILIARIES)


def possessive(found: Sequence[Word], index: int) -> bool:
    """Whether the pronoun at the place stands before a noun, as a possessive."""
    if found[index].lower not in POSSESSIVES:
        return False
    behind = found[index + 1 : index + 2]
    if found[index].lower != "her":
        return True
    return bool(behind) and (behind[0].is_content or behind[0].lower in ("own", "first", "last"))


def _introduced(lower: Sequence[str]) -> bool:
    """Whether the question opens with a subordinate clause or phrase, whose pronouns may point ahead."""
    return "," in lower and (lower[0] in CLAUSE_OPENERS | PREPOSITIONS or lower[0].endswith("ing"))


def _may_be_person(word: Word, place: int) -> bool:
    """Whether the word, at this place in its question, may name a single person without being a name."""
    return place > 0 and word.is_content and not word.lower.endswith("s") and _PERSON.search(word.lower) is not None


_PERSON = re.compile(
    r"(?:er|or|ist|ee|ant|ent|ian|man|woman|child|boy|girl|king|queen|prince|princess|father|mother|son|daughter|wife|husband|brother|"
    r"sister|baby|artist|president|student|victim|person|chief|judge|saint|pope|emperor|physicist|member|poet|cousin)$"
)


def _nouns(found: Sequence[Word], index: int) -> list[Word]:
    """What may be nouns before the place: content words but for the verb that follows a bare "who" or "what"."""
    content = [word for word in found[:index] if word.is_content]
    bare = len(found) > 1 and found[0].lower in ("who", "what") and found[1].is_content and not found[1].is_capital
    content = [word for word in content if not (bare and word is found[1])]
    return [word for word in content if word.is_capital or not word.lower.endswith(("ed", "ly"))]


def _pointing(found: Sequence[Word], index: int, known: Collection[str]) -> bool:
    """Whether a "that", "this", "there", "then" or "one" points out of the question."""
    lower = [word.lower for word in found]
    word, before = lower[index], lower[index - 1] if index else ""
    behind = lower[index + 1] if index + 1 < len(lower) else ""
    last = index == len(lower) - 1 or behind == ","
    if len(_nouns(found, index)) > _MANY:
        return False
    if word == "that":
        pointed = last or behind in _TIMES or (behind != "of" and len(found) <= _BRIEF)
        return (
            (before in PREPOSITIONS and pointed)
            or (last and before != "")
            or (before in AUXILIARIES and behind != "of")
        )
    if word in ("this", "these"):
        return behind not in _TIMES | {"kind", "type", "sort", "particular"}
    if word == "those":
        return last and index > 0
    if word == "there":
        existential = before in AUXILIARIES and lower[0] in (
            "how",
            "what",
            "which",
            "is",
            "are",
            "was",
            "were",
            "in",
            "on",
        )
        return last and not existential and not _place_is_named(found, index, known)
    if word == "then":
        return last and index > 0 and not _nouns(found, index)
    open_end = last or behind in ("in", "on", "at", "from", "with", "who", "that")
    return (word in ("one", "ones") and before in ("the", "other") and open_end) or (word == "ones" and last)


def _place_is_named(found: Sequence[Word], index: int, known: Collection[str]) -> bool:
    """Whether a name stands before the place that is not the subject behind the auxiliary."""
    places = [place for place in range(index) if _is_name(found, place, known)]
    return any(found[place - 1].lower not in AUXILIARIES and place - 1 not in places for place in places)
