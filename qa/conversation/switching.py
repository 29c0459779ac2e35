"""A question that puts something else in the place of what was asked: "and Putin?", "no, I meant the mayor"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from qa.conversation.clauses import Clause, clause, phrases
from qa.conversation.needs import need
from qa.conversation.nouns import noun_phrases
from qa.conversation.pronouns import replaced, resolved
from qa.conversation.referents import named, referents
from qa.conversation.turns import Turn, article_of
from qa.conversation.words import AUXILIARIES, PREPOSITIONS, PRONOUNS, known_names, names, words
from qa.dates import names_time

_ORDINAL = re.compile(r"(?<=\bthe )(?:first|second|third|last|next|other)\b", re.I)
_TIME = re.compile(r"\b(?:noon|midnight|hours?|minutes?|days?|weeks?|months?|years?|a\.?m|p\.?m)\b", re.I)


def switched(topic: str, question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """For "And X?" the last question with X in the place of a name or phrase; or the question that follows X, of X."""
    topic = _as_written(topic, turns)
    if question:
        yield from _told_of(topic, question, turns)
        return
    asked = turns[-1].asked.rstrip("?!. ")
    first = words(topic)[0].lower if words(topic) else ""
    if first in PREPOSITIONS:
        yield from _phrase_switched(topic, first, asked)
        for turn in turns[-2:-1]:
            yield from _phrase_switched(topic, first, turn.asked.rstrip("?!. "))
        return
    parts = clause(asked)
    if topic.endswith((" one", " ones")):
        yield from _one_switched(topic, asked)
    if names(f"x {topic}"):
        yield from _name_switched(topic, asked, turns)
        return
    if parts and parts.noun:
        yield from _noun_switched(topic, parts)
    else:
        yield f"{asked} {topic}"
    yield _said_about(topic, turns)


def _name_switched(topic: str, asked: str, turns: Sequence[Turn]) -> Iterator[str]:
    """The topic in the place of a name of its sort; else what it said and did; else in the place of another name."""
    new = named(topic, article_of(turns))
    held = [each for each in names(asked) if each.lower() not in topic.lower() and topic.lower() not in each.lower()]
    sorts = {each: named(each, article_of(turns)).sort for each in held}
    owner = any(sorts[each] in ("person", "any") and _is_subject(each, asked) for each in held)
    counting = asked.lower().startswith(("how many", "how much"))
    counted = counting and new.sort == "person" and not owner  # of him nothing is counted
    either = [each for each in held if "any" in (sorts[each], new.sort) and _is_subject(each, asked)]
    same = [each for each in held if (sorts[each] == new.sort or each in either) and not counted]
    yield from (_put(asked, each, new.text) for each in same)
    if not same:
        yield _said_about(new.text, turns)
        yield f"What did {new.text} do"
    others = [each for each in held if each not in same and (sorts[each] == "place") == (new.sort == "place")]
    if len(held) == len(names(asked)) and not counted:  # else it is in the question already
        yield from (_put(asked, each, new.text) for each in others)


def _is_subject(name: str, asked: str) -> bool:
    """Whether the name follows the auxiliary: "What did *Kim* say"."""
    before = words(asked[: asked.find(name)])[-1:]
    return bool(before) and before[0].lower in AUXILIARIES


def _said_about(topic: str, turns: Sequence[Turn]) -> str:
    spoken = (
        each.text for each in referents(turns) if each.sort != "person" and each.text.lower() not in topic.lower()
    )
    about = next(spoken, "")
    return f"What did {topic} say about {about}" if about else f"What did {topic} say"


def _noun_switched(topic: str, parts: Clause) -> Iterator[str]:
    """For "And deaths?" after "How many cases were recorded?" the question of how many deaths."""
    plain = re.sub(r"^(?:the|those|these)\s+", "", topic)
    asked = re.sub(r"\bmuch\b", "many", parts.asked) if plain.endswith("s") else parts.asked
    last = words(plain)[-1] if words(plain) else None
    if last and last.lower.endswith("ed"):
        yield f"{parts.asked} were {plain}"
    yield f"{asked[: asked.lower().rfind(parts.noun.lower())]}{plain} {parts.body}"


def _one_switched(topic: str, asked: str) -> Iterator[str]:
    """For "and the other one?" the question with this in the place of what tells a noun from others: "the first man"."""
    new = re.sub(r"^the\s+|\s+ones?$", "", topic, flags=re.I)
    ordinal = _ORDINAL.search(asked)
    if ordinal:
        yield f"{asked[: ordinal.start()]}{new}{asked[ordinal.end() :]}"
    for phrase in noun_phrases(asked):
        found = phrase.split()
        if len(found) > 2 and phrase.removeprefix("the ") in asked:
            yield asked.replace(phrase.removeprefix("the "), " ".join([new, *found[2:]]), 1)


def _told_of(topic: str, question: str, turns: Sequence[Turn]) -> Iterator[str]:
    """The question that follows X, of X where it has a pronoun, and as the turns fill it where it still lacks something."""
    found = [word for word in words(question) if word.lower in PRONOUNS]
    text = question.rstrip("?!. ")
    if found:
        place = found[0]
        text = replaced(text, [place], [topic])
        if need(text):
            yield from list(resolved(text, turns))[:4]
        yield text
        return
    wanted = need(question)
    if wanted is None:
        yield question
        return
    if wanted.kind == "ellipsis":
        yield f"{text} of {topic}"
        yield f"{text} in {topic}"
    else:
        yield from resolved(question, turns)


def _phrase_switched(topic: str, first: str, asked: str) -> Iterator[str]:
    """For "and in Iowa?" this in the place of the phrase with the same preposition, or of the last one, or behind it all."""
    held = phrases(asked)
    same = [each for each in held if each.split()[0].lower() == first]
    alike = [each for each in held[-1:] if _is_time(each) == _is_time(topic)]
    for phrase in reversed(same or alike):
        kept = asked[: len(asked) - len(phrase)].strip()
        if len(kept.split()) > 1:
            yield f"{kept} {topic}"
    if not (same or alike):
        yield f"{asked} {topic}"


def _is_time(phrase: str) -> bool:
    return _TIME.search(phrase) is not None or names_time(phrase, 0, len(phrase))


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
