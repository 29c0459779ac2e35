"""A question that needs the turns before it -> questions that stand alone, the likeliest first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Literal

from qa.conversation.clauses import Clause, clause, phrases, sentence
from qa.conversation.needs import Need, need, possessive
from qa.conversation.referents import Referent, fitting, referents
from qa.conversation.turns import Turn, article_of
from qa.conversation.words import (
    ASKING,
    AUXILIARIES,
    NEUTRAL,
    PERSONAL,
    PLURAL,
    PREPOSITIONS,
    PRONOUNS,
    Word,
    known_names,
    names,
    words,
)

_MOST = 12  # rewrites of a question
_EACH = 5  # referents that are tried for a pronoun
_EVENT = re.compile(
    r"\s+(?:(?:did|does|do|was|is|were|has|had)\s+(?:all\s+)?(?:that|this|it)|that|it)\b"
    r"(?:\s+(?:all|happen(?:ed|ing)?|take place|taken place|occur(?:red)?|be|been|start|begin|end|so))*$",
    re.I,
)
_TRAILING = re.compile(r"\s+(?:then|exactly|precisely|else|so)$", re.I)
_TELLING = re.compile(r"\b(says|said|say|told|tells|reports|reported|claims|claimed|confirms|confirmed|states|stated|announced|revealed)\b", re.I)
_LONGEST = 30  # words of a cited sentence that a question takes in


def rewrites(wanted: Need, turns: Sequence[Turn]) -> list[str]:
    """The questions that the follow-up may mean, the likeliest first; none where the turns offer nothing to fill it with.

    Each carries over what the follow-up lacks: the thing that a pronoun stands for, the clause that "Why?" asks about, or
    the rest of the question in which "And X?" puts something else.
    """
    if not turns:
        return []
    found = {
        "correction": _switched,
        "switch": _switched,
        "bare": _bare,
        "said": _said,
        "pronoun": _resolved,
        "ellipsis": _filled,
    }[wanted.kind](wanted, turns)
    return list(dict.fromkeys(sentence(each) for each in found if each.strip(" ?")))[:_MOST]


def _bare(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """ "Why?": the last question with another question word."""
    text = wanted.question.strip(" ?.!")
    asked = _TRAILING.sub("", _EVENT.sub("", _TRAILING.sub("", text)))
    last = turns[-1]
    parts = clause(last.asked)
    pronoun = any(word.lower in PRONOUNS for word in words(text))
    if pronoun and "it" in text.lower().split():
        yield from list(_resolved(Need("pronoun", wanted.question), turns))[:3]
    if parts is None:
        return
    if re.search(r"\bones?$", asked) and parts.noun:
        asked = re.sub(r"\bones?$", parts.noun, asked)
        if not parts.inverted:
            yield f"{asked} {parts.body}"
    if parts.inverted:
        yield parts.asking(asked)
        yield from _with_object(asked, parts, last)
    else:
        yield from _about_subject(asked, parts, last)


def _with_object(asked: str, parts: Clause, last: Turn) -> Iterator[str]:
    """What the last question asked for is an object that the new one lacks: "Why did they evacuate 80 people"."""
    noun = parts.noun
    if noun and not parts.asked.lower().startswith(tuple(PREPOSITIONS)) and not noun.lower().endswith(("year", "day")):
        split = _after_verb(parts.rest)
        if split:
            yield f"{asked} {parts.auxiliary} {split[0]} {noun} {split[1]}"
    told = parts.told(last.answer.text or "")
    if told and last.answer.text:
        yield f"{asked} was it that {told}"


def _after_verb(rest: str) -> tuple[str, str] | None:
    """The text up to the first preposition, and from it."""
    for word in words(rest):
        if word.lower in PREPOSITIONS and word.start:
            return rest[: word.start].strip(), rest[word.start :]
    return rest, ""


def _about_subject(asked: str, parts: Clause, last: Turn) -> Iterator[str]:
    """What the last question asked for was the subject: its answer, or its noun, takes that place."""
    subjects = [f"the {parts.noun}" if "how" in parts.asked.lower() else ""] if parts.noun else []
    if last.answer.text:
        subjects.append(last.answer.text)
    for subject in filter(None, subjects):
        if parts.auxiliary:
            yield f"{asked} {parts.auxiliary} {subject} {parts.rest}"
        else:
            yield f"{asked} was it that {subject} {parts.rest}"
    if not subjects:
        yield f"{asked} {parts.body}"


def _said(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """ "Who said so?": who says what the last answer says."""
    last, parts = turns[-1], clause(turns[-1].asked)
    verb = _TELLING.search(wanted.question)
    opening = f"Who {verb.group(1).lower()}" if verb else "Who said"
    answer = last.answer.text
    told = parts.told(answer) if parts and answer else None
    if told and parts and parts.inverted and answer and answer.lower() not in told.lower():
        yield f"{opening} that {told}"
        yield f"{opening} that {told} {answer}"
    elif told:
        yield f"{opening} that {told}"
    if last.cited and len(last.cited.sentence.split()) <= _LONGEST:
        yield f"{opening} that {_lowered(last.cited.sentence.rstrip('.'), last)}"
    asked = turns[-1].asked
    yield f"{opening} {asked[:1].lower()}{asked[1:]}"


def _lowered(text: str, turn: Turn) -> str:
    first = words(text)[0].text if words(text) else ""
    named = turn.cited is not None and first.lower() in known_names(turn.cited.article)
    return text if named or first.isupper() else f"{text[:1].lower()}{text[1:]}"


def _resolved(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """The question with what its pronouns may stand for; where there are two, in all pairs."""
    question = wanted.question.rstrip("?!. ")
    places = _places(question)
    if not places:
        yield from _pointed(question, turns)
        return
    choices = [fitting(turns, _class(word), top=_EACH if len(places) == 1 else 3) for word in places]
    for chosen in sorted(product(*map(enumerate, choices)), key=lambda each: sum(rank for rank, _ in each)):
        texts = [referent.text for _, referent in chosen]
        if len(set(texts)) == len(texts) and not any(text.lower() in question.lower() for text in texts):
            yield _replaced(question, places, texts)


def _places(question: str) -> list[Word]:
    """The first pronoun of each class, "there" at the end among them."""
    found = [word for word in words(question) if not word.is_mark]
    chosen: dict[str, Word] = {}
    for index, word in enumerate(found):
        if word.lower in PRONOUNS or (word.lower == "there" and index == len(found) - 1):
            chosen.setdefault(_class(word), word)
    return list(chosen.values())


def _class(word: Word) -> Literal["he", "it", "they", "there"]:
    if word.lower in PERSONAL:
        return "he"
    if word.lower in NEUTRAL:
        return "it"
    return "they" if word.lower in PLURAL else "there"


def _replaced(question: str, places: Sequence[Word], texts: Sequence[str]) -> str:
    for word, text in sorted(zip(places, texts, strict=True), key=lambda each: -each[0].start):
        found = words(question)
        index = next(number for number, each in enumerate(found) if each.start == word.start)
        if word.lower == "there":
            text = f"in {text}"
        elif possessive(found, index):
            text = f"{text}'" if text.endswith("s") and text[:1].islower() else f"{text}'s"
        question = f"{question[: word.start]}{text}{question[word.end :]}"
    return question


def _pointed(question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """ "for that", "this attack", "the one in Karaj": the nouns and names of the last turn in its place."""
    match = re.search(r"\b(?:that|this|these|those|the one|the ones|then)\b", question, re.I)
    if match is None:
        return
    before, behind = question[: match.start()], question[match.end() :]
    if match.group().lower() == "then":
        yield from _filled(Need("ellipsis", f"{before}{behind}"), turns)
        return
    spoken = referents(turns)
    determiner = behind[:1] == " " and bool(words(behind)) and words(behind)[0].is_content
    if determiner:
        yield from (f"{before}the{behind} {phrase}" for phrase in _tails(turns))
        yield f"{before}the{behind}"
        return
    last = clause(turns[-1].asked)
    told = last.told(turns[-1].answer.text or "") if last else None
    if told and turns[-1].answer.text:
        yield f"{before}the fact that {told}{behind}"
    yield from (f"{before}{each.text}{behind}" for each in spoken[:_EACH])


def _filled(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """ "How many died?": with the end of the last question, its names, or its clause."""
    question = wanted.question.rstrip("?!. ")
    parts, last = clause(question), clause(turns[-1].asked)
    verbless = parts is None or not parts.body
    if verbless and last:
        if last.inverted:
            yield f"{question} {last.body}"
        else:
            yield f"{question} {last.rest}" if not last.auxiliary else f"{question} {last.body}"
            if turns[-1].answer.text:
                yield f"{question} was it that {turns[-1].answer.text} {last.body}"
    own = question.lower()
    for tail in _tails(turns):
        if tail.lower() not in own:
            yield f"{question} {tail}"


def _tails(turns: Sequence[Turn]) -> Iterator[str]:
    """What the last question ends with and names: "in the Hotel Arpit Palace", "at the rally in Charlottesville"."""
    asked = turns[-1].asked
    yield from (phrase for phrase in phrases(asked) if names(f"x {phrase}"))
    told = _event(turns[-1])
    if told:
        yield f"when {told}"
    for each in referents(turns)[:_EACH]:
        yield f"of {each.text}" if each.sort in ("person", "any") else f"in {each.text}"


def _event(turn: Turn) -> str | None:
    parts = clause(turn.asked)
    if parts is None or not turn.answer.text:
        return None
    return parts.told(turn.answer.text)


def _switched(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """ "And X?": the last question with X in the place of a name or phrase; or what follows X, of X."""
    topic = _as_written(wanted.topic, turns)
    if wanted.question:
        yield from _told_of(topic, wanted.question, turns)
        return
    asked = turns[-1].asked.rstrip("?!. ")
    first = words(topic)[0].lower if words(topic) else ""
    if first in PREPOSITIONS:
        yield from _phrase_switched(topic, first, asked)
        return
    held = names(asked)
    for name in sorted(held, key=lambda each: _likeness(each, topic)):
        if name.lower() not in topic.lower() and topic.lower() not in name.lower():
            yield _put(asked, name, topic)
    parts = clause(asked)
    if parts and parts.noun and not names(f"x {topic}"):
        plain = re.sub(r"^(?:the|those|these)\s+", "", topic)
        quantity = re.sub(r"\bmuch\b", "many", parts.asked) if plain.endswith("s") else parts.asked
        yield f"{quantity[: quantity.lower().rfind(parts.noun.lower())]}{plain} {parts.body}"
        yield f"{parts.asked} were {plain}"
    if parts and not parts.inverted and turns[-1].answer.text:
        yield f"{parts.asked} {parts.body} {topic}"
    about = next((each.text for each in referents(turns) if each.text.lower() not in topic.lower()), "")
    yield f"What did {topic} say about {about}" if about else f"What did {topic} say"
    yield f"What did {topic} do"


def _told_of(topic: str, question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """The question that follows X, of X where it has a pronoun, and as the turns fill it where it still lacks something."""
    found = [word for word in words(question) if word.lower in PRONOUNS]
    text = question.rstrip("?!. ")
    if found:
        place = found[0]
        filled = _replaced(text, [place], [topic])
        yield from list(_resolved(Need("pronoun", filled), turns))[:4]
        yield filled
        return
    wanted = need(question)
    if wanted is None:
        yield question
        return
    if wanted.kind == "ellipsis":
        yield f"{text} of {topic}"
        yield f"{text} in {topic}"
    else:
        yield from _resolved(Need("pronoun", question), turns)


def _phrase_switched(topic: str, first: str, asked: str) -> Iterator[str]:
    """ "and in Iowa?": in the place of the phrase with the same preposition, or of another, or behind it all."""
    held = phrases(asked)
    same = [each for each in held if each.split()[0].lower() == first]
    for phrase in [*same, *(each for each in held if each not in same)]:
        kept = asked[: len(asked) - len(phrase)].strip()
        if len(kept.split()) > 1:
            yield f"{kept} {topic}"
    yield f"{asked} {topic}"


def _likeness(name: str, topic: str) -> float:
    """Less for what is more alike: as many words, both or neither with capitals."""
    return abs(len(name.split()) - len(topic.split())) + 2 * (bool(names(f"x {topic}")) != bool(names(f"x {name}")))


def _put(asked: str, name: str, topic: str) -> str:
    at = asked.find(name)
    before, behind = asked[:at], asked[at + len(name) :]
    if re.match(r"the\b", topic, re.I):
        before = re.sub(r"\bthe\s+$", "", before, flags=re.I)
    return f"{before}{topic}{behind}"


def _as_written(topic: str, turns: Sequence[Turn]) -> str:
    """The topic with the capitals of the article, and the whole of a name of which it is a part."""
    article = article_of(turns)
    if article is None:
        return topic
    known = known_names(article)
    cased = re.sub(r"[\w’'-]+", lambda match: known.get(match.group().lower(), match.group()), topic)
    return _whole(cased, article.text) if len(cased.split()) == 1 and cased[:1].isupper() else cased


def _whole(name: str, text: str) -> str:
    longer: Iterable[str] = (each for each in names(text) if name in each.split() and 1 < len(each.split()) <= 4)
    return next(iter(longer), name)
