"""Question-answering rows -> training rows: cropped, distracted, misspelt, and made unanswerable in several ways."""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from qa.article import Article
from qa.sentences import split
from qa.training.rows import Row
from qa.training.settings import Recipe
from qa.training.siblings import Siblings

LONG = 150  # words; a longer context is an article, and is always cropped to a passage

ANTONYMS = """
first last, most least, more less, largest smallest, highest lowest, longest shortest, best worst, oldest youngest
maximum minimum, majority minority, major minor, higher lower, earlier later, early late, before after, above below
north south, northern southern, east west, eastern western, inside outside, old new, strong weak, wealthy poor
common rare, public private, same different, male female, men women, father mother, son daughter, begin end
began ended, start stop, started stopped, open close, opened closed, increase decrease, increased decreased
rise fall, rose fell, win lose, won lost, born died, arrive leave, arrived left, buy sell, bought sold, accept reject
accepted rejected, allow forbid, allowed forbidden, supported opposed, arrested released, killed saved
imported exported
"""
PAIRS = [pair.split() for pair in re.split("[,\n]", ANTONYMS.strip())]
OPPOSITE = {word: other for pair in PAIRS for word, other in (pair, reversed(pair))}
NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*")  # not at a sentence's start
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would)\b")
WORD = re.compile(r"\w+")
COMMON = frozenset(
    "a an and are as at be been but by did do does for from had has have how in is it its of on or that the their them "
    "they this to was were what when where which who whom whose why will with would s".split()
)


@lru_cache(maxsize=1 << 17)
def words(text: str) -> frozenset[str]:
    """The content words of a text, in lower case, cut to six letters as a rough stem."""
    return frozenset(word[:6] for word in WORD.findall(text.lower()) if word not in COMMON)


@lru_cache(maxsize=1 << 16)
def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open character ranges of the sentences."""
    return tuple((sentence.start, sentence.end) for sentence in split(Article(text)))


def crop(row: Row, centre: int, size: int, rng: random.Random) -> Row:
    """The row on a passage: sentence number `centre` and neighbours on either side, about `size` words."""
    sentences = sentences_of(row.context)
    first = last = centre
    count = len(row.context[slice(*sentences[centre])].split())
    while count < size and (first > 0 or last + 1 < len(sentences)):
        left = first > 0 and (last + 1 == len(sentences) or rng.random() < 0.5)
        first, last = (first - 1, last) if left else (first, last + 1)
        count += len(row.context[slice(*sentences[first if left else last])].split())
    start, end = sentences[first][0], sentences[last][1]
    inside = tuple((s - start, e - start) for s, e in row.answers if start <= s and e <= end)
    return replace(row, context=row.context[start:end], answers=inside)


def remove_answer(row: Row) -> Row | None:
    """The row without the sentences that hold an answer's text; None where nothing would be left."""
    texts = {text.lower() for text in row.answer_texts}
    pieces = [row.context[s:e] for s, e in sentences_of(row.context)]
    kept = [piece for piece in pieces if not any(text in piece.lower() for text in texts)]
    return replace(row, context=" ".join(kept), answers=()) if kept and len(kept) < len(pieces) else None


def exchange(row: Row, rng: random.Random) -> Row | None:
    """The row with a question that its context does not answer: a name, number or antonym exchanged, or negated."""
    ways = (_exchange_number, _exchange_name, _exchange_name, _exchange_antonym, _negate)
    for way in rng.sample(ways, len(ways)):
        question = way(row, rng)
        if question is not None and question != row.question:
            return replace(row, question=question, answers=())
    return None


def _exchange_number(row: Row, rng: random.Random) -> str | None:
    found = NUMBER.search(row.question)
    if found is None:
        return None
    others: set[str] = set(NUMBER.findall(row.context)) - set(NUMBER.findall(row.question)) - set(row.answer_texts)
    alike = sorted(other for other in others if len(other) == len(found[0]))
    return row.question[: found.start()] + rng.choice(alike) + row.question[found.end() :] if alike else None


def _exchange_name(row: Row, rng: random.Random) -> str | None:
    names = list(NAME.finditer(row.question))
    taken = row.question + " " + " ".join(row.answer_texts)
    others = sorted({str(other) for other in NAME.findall(row.context) if not words(other) & words(taken)})
    if not names or not others:
        return None
    name = rng.choice(names)
    return row.question[: name.start()] + rng.choice(others) + row.question[name.end() :]


def _exchange_antonym(row: Row, rng: random.Random) -> str | None:
    found = [word for word in WORD.finditer(row.question) if word[0] in OPPOSITE]
    if not found:
        return None
    word = rng.choice(found)
    opposite = OPPOSITE[str(word[0])]
    return row.question[: word.start()] + opposite + row.question[word.end() :]


def _negate(row: Row, rng: random.Random) -> str | None:
    found = AUXILIARY.search(row.question)
    if found is None or rng.random() < 0.6 or re.search(r"\bnot\b|n't", row.question):
        return None
    return row.question[: found.end()] + rng.choice([" not", " not", " never"]) + row.question[found.end() :]


def untidy(question: str, recipe: Recipe, rng: random.Random) -> str:
    """The question as typed in haste, in the recipe's share of cases."""
    if rng.random() < recipe.untidy:
        question = question.rstrip("? ")
        question = question.lower() if rng.random() < 0.5 else question
    long_words = [found for found in WORD.finditer(question) if len(found[0]) > 4]
    if long_words and rng.random() < recipe.misspelt:
        at = (word := rng.choice(long_words)).start() + rng.randint(1, len(word[0]) - 3)
        question = question[:at] + question[at + 1] + question[at] + question[at + 2 :]
    return question


class Mixer:
    """Draws training rows from one source; it knows the contexts beside each row's own."""

    def __init__(self, rows: Sequence[Row], recipe: Recipe, *, siblings: Siblings | None = None) -> None:
        self.rows = rows
        self.recipe = recipe
        self.siblings = siblings
        self.contexts = list(dict.fromkeys(row.context for row in rows))
        by_group: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for row in rows:
            by_group[row.group][row.context] = None
        self.by_group = {group: list(contexts) for group, contexts in by_group.items()}
        counts = Counter(word for context in self.contexts for word in words(context))
        self.rarity = {word: math.log(1 + len(self.contexts) / count) for word, count in counts.items()}

    def overlap(self, question: str, text: str) -> float:
        """How much of the question's words the text holds, each weighted by its rarity in the source."""
        return sum(self.rarity.get(word, 1.0) for word in words(question) & words(text))

    def centre(self, row: Row, rng: random.Random) -> int:
        """The sentence to crop around: an answer's, or one of the three most like the question."""
        sentences = sentences_of(row.context)
        if row.answers:
            start = row.answers[0][0]
            return max(i for i, (s, _) in enumerate(sentences) if s <= start or i == 0)
        likeness = [self.overlap(row.question, row.context[start:end]) for start, end in sentences]
        ranked = sorted(range(len(sentences)), key=lambda i: -likeness[i])
        return rng.choice(ranked[:1] * 2 + ranked[:3])

    def passage(self, row: Row, rng: random.Random) -> Row:
        """The row on a passage of its context; articles always, other contexts in the recipe's share of cases."""
        count = len(row.context.split())
        if count > LONG or (count > self.recipe.passage_words[0] and rng.random() < self.recipe.cropped):
            return crop(row, self.centre(row, rng), rng.randint(*self.recipe.passage_words), rng)
        return row

    def sibling(self, row: Row, rng: random.Random) -> Row | None:
        """The question on the most similar other passage of the same title (or source) that holds no answer's text.

        Without `siblings`, which ask the retriever, it is the most similar of forty by the words shared.
        """
        if self.siblings:
            return self.siblings.find(row)
        if len(row.context.split()) > LONG:
            return self._sibling_in_article(row, rng)
        pool = self.by_group[row.group]
        pool = pool if 1 < len(pool) else self.contexts
        candidates = rng.sample(pool, min(len(pool), 40))
        texts = [text.lower() for text in row.answer_texts]
        free = [c for c in candidates if c != row.context and not any(text in c.lower() for text in texts)]
        best = max(free, key=lambda c: self.overlap(row.question, c), default=None)
        return None if best is None else replace(row, context=best, answers=())

    def _sibling_in_article(self, row: Row, rng: random.Random) -> Row | None:
        removed = remove_answer(row)
        if removed is None:
            return None
        return crop(removed, self.centre(removed, rng), rng.randint(*self.recipe.passage_words), rng)

    def distract(self, row: Row, rng: random.Random) -> Row:
        """The row with the sibling's sentence most like the question before or behind its context."""
        sibling = self.sibling(row, rng) if row.answers else None
        if sibling is None:
            return row
        pieces = [sibling.context[s:e] for s, e in sentences_of(sibling.context)]
        extra = max(pieces, key=lambda piece: self.overlap(row.question, piece), default="")
        if rng.random() < 0.5:
            return replace(row, context=f"{row.context} {extra}")
        shift = len(extra) + 1
        answers = tuple((start + shift, end + shift) for start, end in row.answers)
        return replace(row, context=f"{extra} {row.context}", answers=answers)

    def draw(self, row: Row, rng: random.Random) -> Row:
        """One training row made from `row`: as it is, on a passage, or made unanswerable, in the recipe's shares."""
        recipe, chance = self.recipe, rng.random()
        made: Row | None = None
        if row.answers and chance < recipe.removed:
            made = remove_answer(self.passage(row, rng))
        elif row.answers and chance < recipe.removed + recipe.sibling:
            made = self.sibling(row, rng)
        elif row.answers and chance < recipe.removed + recipe.sibling + recipe.exchanged:
            made = exchange(self.passage(row, rng), rng)
        if made is None:
            distracted = len(row.context.split()) <= LONG and rng.random() < recipe.distracted
            made = self.distract(row, rng) if distracted else row
            made = self.passage(made, rng)
        elif made.context != row.context and len(made.context.split()) > LONG:
            made = self.passage(made, rng)
        return replace(made, question=untidy(made.question, recipe, rng))

    def epochs(self, times: float, unanswerable_times: float, rng: random.Random) -> Iterator[Row]:
        """Every row `times` times over, unanswerable ones `unanswerable_times`; a fraction is a chance."""
        for row in self.rows:
            wanted = times if row.answers else unanswerable_times
            for _ in range(int(wanted) + (rng.random() < wanted % 1)):
                yield self.draw(row, rng)
