"""Where articles on one event do not say the same: the values beside each other, in the order of publication."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from qa.article import Article
from qa.encoder import Vectors, default_encoder
from qa.merging import Group, Reading
from qa.names import extends

_NOW = re.compile(
    r"\b(?:now|latest|so far|current(?:ly)?|today|still|most recent(?:ly)?|to date|at present)\b", re.IGNORECASE
)
_CAPITAL = re.compile(r"(?<=\s)[A-ZÀ-Þ][\w-]+")
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
_ODDS = 2.0  # by which whatever else was read in the article may be more probable, at most
_LEAST = 0.55  # probability of a value, at least: that articles differ is claimed only of what is rather right than not
_SEVERAL = re.compile(  # what several may be right answers to, each by itself
    r"^\W*(?:who|which|what)\s+(?:are|were|have)\b|"
    r"\b(?:which|what)\s+(?:\w+\s+)?\w+[^\Ws]s\s+(?:are|were|have|had|did|do|will|would|can|could|\w+ed)\b|"
    r"\b(?:perform|play|attend|sign|speak|spoke|testif(?:y|ied)|g[ai]ve\s+evidence|t(?:ake|ook)\s+part|participate|join|"
    r"support|back|endorse|oppose|criticise|criticize|condemn|praise|call(?:ed)?\s+(?:for|on)|vote|visit|resign|die|arrest|"
    r"injure|demonstrate|protest)(?:ed|d|s|es|ing)?\b",
    re.IGNORECASE,
)
_AND_BEFORE = re.compile(r"[^\W\d_a-z]\w+,?\s+(?:and|or|&)\s+(?:the\s+)?$")
_AND_BEHIND = re.compile(r",?\s+(?:and|or|&)\s+(?:the\s+)?[^\W\d_a-z]")
_WITHIN = r"(?:,\s+|\s+in\s+(?:\w+\s+){0,3}?)"  # between a place and the one that it lies in
_CLAUSES = re.compile(r"[,;:]\s+|\s[–—-]\s|\s(?:and|but|while|although)\s", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"\b(?:(?:last|previous|next)\s+(?:year|season|month|decade)|years?\s+(?:ago|earlier|before)|(?:old|former|previous|last)\s+"
    r"(?:record|\w*parliament)|in\s+(?:\w+\s+)?(?P<year>(?:1[89]|20)\d\d))\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|aim(?:s|ed)?|target|goal|demand(?:s|ed)?|ask(?:s|ed)(?:\s+\w+){0,2}?\s+for|seeks?|sought|need(?:s|ed)?|"
    r"expect(?:s|ed)?)\b",
    re.IGNORECASE,
)
_ASKS_FOR_WISH = re.compile(rf"{_WISHED.pattern}|\b(?:will|would|going\s+to)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:alone|in\s+all|in\s+total|altogether|nationwide|worldwide|of\s+(?:them|whom|these)|across|throughout|against|in\s+favou?r)\b",
    re.IGNORECASE,
)
_LONGER = re.compile(r"\b[a-zß-öø-ÿ]{4,}")
_STEM = 5  # letters, enough to bring "merge" and "merger" together
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Aa]cross)\s+(?:(?:the\s+)?\w+\s+of\s+)?([A-ZÀ-Þ][\w-]+)")
_COSINE = 0.55  # of two articles on one event, at least
_DAYS = timedelta(300)  # between two articles on what has happened, at most: what recurs does so every year
_YEARS = timedelta(3 * 365)  # on what is or will be, such as who holds an office or what is to be built
_STANDS = re.compile(r"\b(?:is|are|will|do|does|has|have|remains?)\b", re.IGNORECASE)
_LEAD = 300  # characters of an article that tell, with its title, what it is about
Weigh = Callable[[Sequence[Group]], list[float]]


def developments(question: str, groups: Sequence[Group], answer: Group, *, weigh: Weigh) -> list[tuple[Group, Group]]:
    """The groups whose values stand beside the answer's, and the answer, each with a group of the readings that count.

    They hold other values of its type and unit, from articles on the same event; each article speaks with its best such
    reading, if that alone is rather right than not, as `weigh` tells. In order of publication (of a value's first
    article), or newest first (by its last) where the question asks for now. Empty where no article says otherwise, and
    where the question is one that several names may answer, each by itself.
    """
    spoken = _spoken(question, groups, answer, weigh)
    if len({id(group) for group, _ in spoken}) < 2:
        return []
    own = [reading.citation.article for group, reading in spoken if group is answer]
    apart = _YEARS if asks_for_now(question) or _STANDS.search(question) else _DAYS
    told = [(group, reading) for group, reading in spoken if _same_event(reading.citation.article, own, apart)]
    values = [(group, tuple(each for other, each in told if other is group)) for group in groups]
    differing = _differing([(group, Group(readings)) for group, readings in values if readings], answer)
    return _ordered(differing, newest_first=asks_for_now(question)) if len(differing) > 1 else []


def asks_for_now(question: str) -> bool:
    """Whether the question asks how things stand: "now", "latest", "so far", "still"."""
    return _NOW.search(question) is not None


def supporters(question: str, group: Group) -> list[Article]:
    """The articles that give the group's answer and are about what is asked: that of the best reading, and its likes."""
    wanted = _names(question)
    about = [each for each in group.readings if each is group.readings[0] or _holds(each, wanted)]
    return list({each.citation.article.id: each.citation.article for each in about}.values())


def _spoken(question: str, groups: Sequence[Group], answer: Group, weigh: Weigh) -> list[tuple[Group, Reading]]:
    """What each article says: its best reading of the answer's type and unit, and the group that it is in."""
    shared = max(_shared(question, reading) for reading in answer.readings)
    best, key = answer.readings[0], answer.readings[0].key
    if key.kind == "words" or (
        key.kind == "name" and (_SEVERAL.search(question) or any(map(_listed, answer.readings)))
    ):
        return []
    if weigh([Group((best,))])[0] < _LEAST:
        return []
    wanted = _names(question)
    spoken: dict[str, tuple[Group, Reading]] = {best.citation.article.id: (answer, best)}
    highest: dict[str, float] = {}
    for probability, group, reading in _weighed(groups, weigh):
        article = reading.citation.article.id
        near = _odds(highest.setdefault(article, probability)) <= _ODDS * _odds(probability)
        if near and probability >= _LEAST and reading.key.rivals(key) and _holds(reading, wanted):
            if _of_something_else(question, reading, best) or _of_another_step(question, reading, shared):
                continue
            spoken.setdefault(article, (group, reading))
    return list(spoken.values())


def _of_something_else(question: str, reading: Reading, answer: Reading) -> bool:
    """Whether the words beside a number set it apart from the answer: "last year", "hoped for", "in all", "in Omsk"."""
    if reading.key.kind in ("date", "name"):
        return False
    clause, known = _clause(reading), f"{question} {_clause(answer)}"
    published = _day(reading.citation.article)
    for time in _OTHER_TIME.finditer(clause):
        this_year = published is not None and time["year"] == str(published.year)
        if not this_year and (time["year"] or time[0]).casefold() not in known.casefold():
            return True
    if _WISHED.search(clause) and not _WISHED.search(known) and not _ASKS_FOR_WISH.search(question):
        return True
    if _SHARE.search(clause) and not _SHARE.search(known):
        return True
    names = {word.casefold() for word in _PLACED.findall(clause)} - _CALENDAR
    lower = clause.casefold()
    return (
        bool(names)
        and not any(name in known.casefold() for name in names)
        and not any(name in lower for name in _names(question))
    )


def _of_another_step(question: str, reading: Reading, shared: int) -> bool:
    """Whether a day in the past is told with less than half as many of the question's words as the answer."""
    past = reading.key.kind == "date" and not _STANDS.search(question)
    return past and 2 * _shared(question, reading) < shared


def _shared(question: str, reading: Reading) -> int:
    """How many of the question's longer words without a capital, by their first letters, the sentence has."""
    words = {word[:_STEM] for word in _LONGER.findall(question)}
    return len(words & {word[:_STEM] for word in _LONGER.findall(reading.citation.sentence.casefold())})


def _clause(reading: Reading) -> str:
    """The part of the sentence, between commas and conjunctions, that the words stand in."""
    citation = reading.citation
    sentence, start, end = (
        citation.sentence,
        citation.start - citation.sentence_start,
        citation.end - citation.sentence_start,
    )
    cuts = list(_CLAUSES.finditer(sentence))
    first = max((cut.end() for cut in cuts if cut.end() <= start), default=0)
    return sentence[first : min((cut.start() for cut in cuts if cut.start() >= end), default=len(sentence))]


def _weighed(groups: Sequence[Group], weigh: Weigh) -> list[tuple[float, Group, Reading]]:
    """Every reading with its group and the probability that it has alone, the most probable first."""
    readings = [(group, reading) for group in groups for reading in group.readings]
    alone = weigh([Group((reading,)) for _, reading in readings])
    rows = [(probability, *each) for probability, each in zip(alone, readings, strict=True)]
    return sorted(rows, key=lambda row: -row[0])


def _odds(probability: float) -> float:
    return probability / max(1 - probability, 1e-9)


def _listed(reading: Reading) -> bool:
    """Whether the name stands beside another: "Mandara and Soufa signed"."""
    citation = reading.citation
    text = citation.article.text
    before = _AND_BEFORE.search(text[citation.sentence_start : citation.start])
    return before is not None or _AND_BEHIND.match(text, citation.end) is not None


def _names(question: str) -> set[str]:
    """The question's words with a capital behind the first, in lower case; months and weekdays say little."""
    return {word.casefold() for word in _CAPITAL.findall(question)} - _CALENDAR


def _holds(reading: Reading, names: set[str]) -> bool:
    """Whether the passage or the article's title has at least half of these names."""
    words = f"{reading.citation.article.title} {reading.passage.text}".casefold()
    return 2 * sum(name in words for name in names) >= len(names)


def _same_event(article: Article, others: Sequence[Article], apart: timedelta) -> bool:
    """Whether the article tells of the same event as one of the others: close in time, in title and in lead."""
    near = [other for other in others if _close_in_time(article, other, apart)]
    return article in near or any(float(_vector(article) @ _vector(other)) >= _COSINE for other in near)


def _close_in_time(first: Article, second: Article, apart: timedelta) -> bool:
    one, two = _day(first), _day(second)
    return one is None or two is None or abs(one - two) <= apart


def _vector(article: Article) -> Vectors:
    return _encoded(f"{article.title}. {article.text[:_LEAD]}".removeprefix(". "))


@lru_cache(maxsize=256)
def _encoded(text: str) -> Vectors:
    vectors: Vectors = default_encoder().encode([text])[0]
    return vectors


def _differing(values: Sequence[tuple[Group, Group]], answer: Group) -> list[tuple[Group, Group]]:
    """The values without those that only say the same as another less exactly; the answer stays."""
    return [
        (group, said)
        for group, said in values
        if not any(other is not said and _vaguer(said, other) for _, other in values)
        and not (group is not answer and _vaguer(answer, said))
    ]


def _vaguer(group: Group, other: Group) -> bool:
    """Whether the first holds whatever does for the second: "about 5,000" and 5,140, "in June" and 3 June, a wider place."""
    key, exact = group.readings[0].key, other.readings[0].key
    one, two = key.value, exact.value
    if key.kind == exact.kind == "date" and isinstance(one, tuple) and isinstance(two, tuple):
        return one[0] <= two[0] and two[1] <= one[1]
    if key.kind == exact.kind == "name" and isinstance(one, tuple) and isinstance(two, tuple):
        return extends(two, one) or _lies_in(other, group)
    return key.rounds(exact)


def _lies_in(place: Group, other: Group) -> bool:
    """Whether an article says of the first place that it is in the other: "Omsk in Siberia", "Nairobi, Kenya"."""
    within = re.compile(rf"{re.escape(place.text)}{_WITHIN}{re.escape(other.text)}")
    return any(within.search(each.article.text) for each in (*place.citations, *other.citations))


def _ordered(values: list[tuple[Group, Group]], *, newest_first: bool) -> list[tuple[Group, Group]]:
    def days(said: Group) -> list[date]:
        return sorted(day for each in said.citations if (day := _day(each.article)) is not None)

    undated = [each for each in values if not days(each[1])]
    dated = [each for each in values if days(each[1])]
    dated.sort(key=lambda each: days(each[1])[-1 if newest_first else 0], reverse=newest_first)
    return [*dated, *undated]


def _day(article: Article) -> date | None:
    published = article.published
    return None if published is None else date(published.year, published.month, published.day)
