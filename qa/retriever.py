"""Question -> passages: the relevant sentences of a library, widened by their neighbours."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.article import Article, Sentence
from qa.library import Hit, Library
from qa.sentences import split

_WIDEN = 1  # sentences taken in on either side of a hit
_MAX_WORDS = 120  # of a passage, unless one sentence is longer


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive sentences of one article, `article.text[start:end]`: those that were found (best first), and all."""

    article: Article
    start: int
    end: int
    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """The article's own words."""
        return self.article.text[self.start : self.end]


def retrieve(
    questions: Sequence[str], library: Library, *, where: str | None = None, top_k: int = 8
) -> list[list[Passage]]:
    """For each question the passages that hold its `top_k` best sentences, the one with the best sentence first.

    Each hit is widened by one sentence on either side; what then touches or overlaps is one passage, cut into even parts
    of at most 120 words at sentence ends. `where` as for `Library.search`.
    """
    hits = library.search(questions, where=where, top_k=top_k)
    articles = library.get({hit.sentence.article_id for found in hits for hit in found})
    sentences = {article_id: split(article) for article_id, article in articles.items()}
    return [_passages(found, articles, sentences) for found in hits]


def _passages(hits: Sequence[Hit], articles: dict[str, Article], sentences: dict[str, list[Sentence]]) -> list[Passage]:
    by_article: defaultdict[str, dict[int, Hit]] = defaultdict(dict)
    for hit in hits:
        at = hit.sentence.index
        if sentences.get(hit.sentence.article_id, [])[at : at + 1] == [
            hit.sentence
        ]:  # else removed or replaced meanwhile
            by_article[hit.sentence.article_id][at] = hit
    passages = []
    for article_id, found in by_article.items():
        article, all_sentences = articles[article_id], sentences[article_id]
        for run in _runs(found, len(all_sentences)):
            for part in _parts(article.text, [all_sentences[index] for index in run]):
                inside = sorted(
                    (found[sentence.index] for sentence in part if sentence.index in found), key=lambda hit: -hit.fused
                )
                if inside:
                    passages.append(Passage(article, part[0].start, part[-1].end, tuple(inside), tuple(part)))
    return sorted(passages, key=lambda passage: -passage.hits[0].fused)


def _runs(indices: dict[int, Hit], count: int) -> Iterator[range]:
    """The runs of consecutive sentence numbers below `count` within one sentence of `indices`."""
    wide = sorted({near for index in indices for near in range(max(index - _WIDEN, 0), min(index + _WIDEN + 1, count))})
    start = 0
    for position in range(1, len(wide) + 1):
        if position == len(wide) or wide[position] != wide[position - 1] + 1:
            yield range(wide[start], wide[position - 1] + 1)
            start = position


def _parts(text: str, sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    """The sentences in as few parts of at most 120 words as can be, all of about the same length."""
    words = [len(text[sentence.start : sentence.end].split()) for sentence in sentences]
    target = sum(words) / -(-sum(words) // _MAX_WORDS)
    part: list[Sentence] = []
    length = 0
    for sentence, count in zip(sentences, words, strict=True):
        over = length + count - target
        if part and (length + count > _MAX_WORDS or over > target - length):
            yield part
            part, length = [], 0
        part.append(sentence)
        length += count
    yield part
