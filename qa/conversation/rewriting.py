"""A question that needs the turns before it -> questions that stand alone, the likeliest first."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Literal

from qa.conversation.clauses import Clause, clause, phrases, sentence
from qa.conversation.needs import Need, need, possessive
from qa.conversation.referents import fitting, named, referents
from qa.conversation.turns import Turn, article_of
from qa.conversation.words import (
    CLAUSE_OPENERS,
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
_THEN = re.compile(r"\s+then$", re.I)
_TELLING = re.compile(
    r"\b(says|said|say|told|tells|reports|reported|claims|claimed|confirms|confirmed|states|stated|announced|revealed)\b",
    re.I,
)
_QUOTED = re.compile('["“”]')
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
    answer = last.answer.text or ""
    if re.search(r"\bones?$", asked) and parts.noun:
        yield f"{re.sub(r'ones?$', parts.noun, asked)} {parts.body}"
    elif parts.inverted:
        yield parts.asking(asked, answer)
        told = parts.told(answer) if answer else None
        if told:
            yield f"{asked} was it that {told}"
    else:
        counted = parts.noun if "how" in parts.asked.lower() else ""
        subjects = [each for each in (f"the {counted}" if counted else "", answer) if each]
        yield from (parts.asking_of(asked, subject) for subject in subjects)
        if not subjects:
            yield parts.asking(asked)


def _said(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """ "Who said so?": who says what the last answer says."""
    last, parts = turns[-1], clause(turns[-1].asked)
    verb = _TELLING.search(wanted.question)
    opening = f"Who {verb.group(1).lower()}" if verb else "Who said"
    answer = last.answer.text
    told = parts.told(answer) if parts and answer else None
    if told:
        yield f"{opening} that {told}"
    if last.cited and len(last.cited.sentence.split()) <= _LONGEST and not _QUOTED.search(last.cited.sentence):
        yield f"{opening} that {_lowered(last.cited.sentence.rstrip('.'), last)}"
    asked = turns[-1].asked
    yield f"{opening} {asked[:1].lower()}{asked[1:]}"


def _lowered(text: str, turn: Turn) -> str:
    first = words(text)[0].text if words(text) else ""
    named = turn.cited is not None and first.lower() in known_names(turn.cited.article)
    return text if named or first.isupper() else f"{text[:1].lower()}{text[1:]}"


def _resolved(wanted: Need, turns: Sequence[Turn]) -> Iterator[str]:
    """The question with what its pronouns may stand for; where there are two, in all pairs."""
    question = _THEN.sub("", wanted.question.rstrip("?!. "))
    places = _places(question)
    if not places:
        yield from _pointed(question, turns)
        return
    choices = [fitting(turns, _class(word), top=_EACH if len(places) == 1 else 3) for word in places]
    for chosen in sorted(product(*map(enumerate, choices)), key=lambda each: sum(rank for rank, _ in each)):
        texts = [referent.text for _, referent in chosen]
        owned = [next((f"{text}'s" for text in texts if each.startswith(f"{text}'s")), "") for each in texts]
        texts = [each.replace(owner, "the", 1) if owner else each for each, owner in zip(texts, owned, strict=True)]
        nested = any(first in second for first in texts for second in texts if first is not second)
        if not nested and not any(text.lower() in question.lower() for text in texts):
            yield _replaced(question, places, texts)


def _places(question: str) -> list[Word]:
    """The first pronoun of each class, "there" at the end, and an object of the class of its subject: "he ... to him"."""
    found = [word for word in words(question) if not word.is_mark]
    chosen: dict[str, Word] = {}
    for index, word in enumerate(found):
        if word.lower in PRONOUNS or (word.lower == "there" and index == len(found) - 1):
            between = found[found.index(chosen[_class(word)]) + 1 : index] if _class(word) in chosen else []
            other = between and word.lower in ("him", "her", "it", "them") and not possessive(found, index)
            one_clause = not any(each.lower in CLAUSE_OPENERS for each in between)
            chosen.setdefault(f"{_class(word)}, object" if other and one_clause else _class(word), word)
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
        if not last.inverted and turns[-1].answer.text:
            yield last.asking_of(question, turns[-1].answer.text)
        yield last.asking(question) if last.inverted or last.auxiliary else f"{question} {last.rest}"
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
    """What the last question takes for granted: "the hotel caught fire"."""
    parts = clause(turn.asked)
    if parts is None:
        return None
    if parts.inverted:
        return parts.happening()
    return parts.told(turn.answer.text) if turn.answer.text else None


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
    parts, is_name = clause(asked), bool(names(f"x {topic}"))
    if parts and parts.noun and not is_name:
        yield from _noun_switched(topic, parts)
    if is_name:
        topic = named(topic, article_of(turns)).text
        yield from (_put(asked, name, topic) for name in _alike(names(asked), topic, turns))
    spoken = referents(turns)
    about = next((each.text for each in spoken if each.sort != "person" and each.text.lower() not in topic.lower()), "")
    yield f"What did {topic} say about {about}" if about else f"What did {topic} say"
    yield f"What did {topic} do"
    if not is_name:
        yield f"{asked} {topic}"


def _noun_switched(topic: str, parts: Clause) -> Iterator[str]:
    """ "And deaths?" after "How many cases were recorded?": what is counted or chosen from is another."""
    plain = re.sub(r"^(?:the|those|these)\s+", "", topic)
    asked = re.sub(r"\bmuch\b", "many", parts.asked) if plain.endswith("s") else parts.asked
    last = words(plain)[-1] if words(plain) else None
    if last and last.lower.endswith("ed"):
        yield f"{parts.asked} were {plain}"
    yield f"{asked[: asked.lower().rfind(parts.noun.lower())]}{plain} {parts.body}"


def _alike(held: Sequence[str], topic: str, turns: Sequence[Turn]) -> list[str]:
    """The names that the topic may take the place of, those of its own sort first; none of another known sort."""
    article = article_of(turns)
    own = named(topic, article).sort
    rest = [name for name in held if name.lower() not in topic.lower() and topic.lower() not in name.lower()]
    sorts = {name: named(name, article).sort for name in rest}
    same = [name for name in rest if sorts[name] == own]
    return [*same, *(name for name in rest if name not in same and "any" in (own, sorts[name]))]


def _told_of(topic: str, question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """The question that follows X, of X where it has a pronoun, and as the turns fill it where it still lacks something."""
    found = [word for word in words(question) if word.lower in PRONOUNS]
    text = question.rstrip("?!. ")
    if found:
        place = found[0]
        filled = _replaced(text, [place], [topic])
        if need(filled):
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
    for phrase in [*reversed(same), *(each for each in reversed(held) if each not in same)]:
        kept = asked[: len(asked) - len(phrase)].strip()
        if len(kept.split()) > 1:
            yield f"{kept} {topic}"
    yield f"{asked} {topic}"


def _put(asked: str, name: str, topic: str) -> str:
    at = asked.find(name)
    before, behind = asked[:at], asked[at + len(name) :]
    if topic[:1].isupper() or topic.startswith("the "):
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
    """The commonest longer name of two to four words that the name is part of."""
    longer = Counter(
        each for each in names(text) if name in each.split() and 1 < len(each.split()) <= 4 and "-" not in each
    )
    return longer.most_common(1)[0][0] if longer else name
