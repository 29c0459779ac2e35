"""As many sentences as are wanted: real ones, of news articles and encyclopedia paragraphs, then varied by program.

Real sentences have the vectors that the encoder gives them. Where more are wanted, they come again: every number is another
one and every name of one article another's, and the vector is the unit sum of the sentence's and a share of a random
other's, so that copies are near and not equal.
"""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from qa.article import Article
from qa.encoder import Encoder, Vectors, default_encoder
from qa.loading import load
from qa.sentences import split

_PARAGRAPHS = ("squad1_train_part",)
_AT_ONCE = 5  # paragraphs that make an article
_OTHER = 0.6  # share of another sentence's vector in a varied one's
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_NUMBER = re.compile(r"\d+")


class Known:
    """An encoder for texts whose vectors are known beforehand; what it does not know it embeds."""

    def __init__(self, vectors: Vectors, texts: Sequence[str], encoder: Encoder) -> None:
        self._at = {text: number for number, text in enumerate(texts)}
        self._vectors, self._encoder = vectors, encoder
        self.varied: dict[str, Any] = {}

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """`(texts, dimensions)` unit vectors."""
        if all(text not in self._at and text not in self.varied for text in texts):
            return self._encoder.encode(texts)
        rows = [self._vectors[self._at[text]] if text in self._at else self.varied[text] for text in texts]
        return np.asarray(rows, dtype=np.float32)


def real_articles(data: Path) -> list[Article]:
    """The news articles, then encyclopedia paragraphs, five of one title an article."""
    news = list(load(data / "news" / "articles.jsonl.gz"))
    by_title: dict[str, dict[str, None]] = {}
    for name in _PARAGRAPHS:
        with gzip.open(data / "train" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                by_title.setdefault(f"{row.get('title') or name}", {})[row["context"].strip()] = None
    made = [
        Article("\n".join(list(texts)[at : at + _AT_ONCE]), title=title.replace("_", " "), id=f"{title} {at}")
        for title, texts in by_title.items()
        for at in range(0, len(texts), _AT_ONCE)
    ]
    return [*news, *made]


def words_of(article: Article) -> list[str]:
    """The texts that the library embeds for the article."""
    return [f"{article.title}. {article.text[each.start : each.end]}".removeprefix(". ") for each in split(article)]


def varied(article: Article, others: Sequence[str], rng: Random, copy: int) -> Article:
    """The article with other numbers and, one for each of its own, other names."""
    names = {name: rng.choice(others) for name in sorted(set(_NAME.findall(article.text)))}
    text = _NAME.sub(lambda found: names[found[0]], article.text)
    text = _NUMBER.sub(lambda found: str(rng.randint(1, 10 ** min(len(found[0]), 4))), text)
    return Article(text, title=f"{article.title} {copy}", id=f"{article.id} #{copy}", published=article.published)


def articles(real: Sequence[Article], known: Known, count: int) -> Iterator[Article]:
    """Articles until they have `count` sentences; the vectors of varied ones are put into `known` as they come."""
    rng, made, copy = Random(0), 0, 0
    names = sorted({name for article in real for name in _NAME.findall(article.text)})
    while True:
        for article in real:
            if made >= count:
                return
            one = varied(article, names, rng, copy) if copy else article
            texts = words_of(one)
            if copy:
                own = known.encode(words_of(article))
                known.varied |= zip(texts, _near(own, known, len(texts), rng), strict=True)
            made += len(texts)
            yield one
        copy += 1


def _near(own: Vectors, known: Known, count: int, rng: Random) -> Vectors:
    """`count` vectors near those of `own`, each a unit vector."""
    others = known._vectors[[rng.randrange(len(known._vectors)) for _ in range(count)]]
    base = own[np.arange(count) % len(own)]
    mixed = base + _OTHER * others
    unit: Vectors = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return unit


def prepared(data: Path, cache: Path) -> tuple[list[Article], Known]:
    """The real articles, and the vectors of their sentences, worked out once and kept in `cache`."""
    real = real_articles(data)
    texts = [text for article in real for text in words_of(article)]
    encoder = default_encoder()
    if not cache.is_file():
        np.save(cache, encoder.encode(texts))
    vectors: Vectors = np.load(cache)
    if len(vectors) != len(texts):
        raise ValueError(f"{cache}: must hold {len(texts):,} vectors, got {len(vectors):,}; delete it")
    return real, Known(vectors, texts, encoder)
