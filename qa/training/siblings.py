"""The passage that seems to answer a question and does not, found as the chain itself finds passages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qa.article import Article
from qa.library import Library, one_of
from qa.retriever import retrieve
from qa.training.rows import Row


class Siblings:
    """The contexts of a source's rows as a library to retrieve from."""

    def __init__(self, rows: Sequence[Row]) -> None:
        ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
        articles: dict[str, Article] = {}
        for row in rows:
            article = articles.setdefault(row.context, Article(row.context, title=row.title.replace("_", " ")))
            ids[row.group][article.id] = None
        self._ids = {group: list(found) for group, found in ids.items()}
        self._library = Library.of(articles.values())

    def find(self, row: Row) -> Row | None:
        """The question on the first passage retrieved that holds no answer's words: of its group, or else of all rows."""
        texts = [text.lower() for text in row.answer_texts]
        alone = len(self._ids[row.group]) < 2 and len(row.context.split()) < 60
        where = None if alone else one_of("article_id", self._ids[row.group])
        for passage in retrieve([row.question], self._library, where=where)[0]:
            if not any(text in passage.text.lower() for text in texts):
                return replace(row, context=passage.text, answers=())
        return None
