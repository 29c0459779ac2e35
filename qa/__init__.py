"""Ask a question about a news article, or a library of them, and get the article's own words that answer it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.answering import answer
    from qa.answers import Answer, Candidate, Citation, Searched
    from qa.article import Article, ArticleError, ArticleWarning, Sentence
    from qa.conversation import Conversation, Turn, converse
    from qa.dates import ResolvedDate
    from qa.drop_in import pipeline
    from qa.filters import where
    from qa.library import AddReport, Library, LibraryInfo
    from qa.loading import load, seeds
    from qa.ranking import Hit
    from qa.reader import Reader, Span
    from qa.retriever import Passage, retrieve
    from qa.sentences import split

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "ArticleError",
    "ArticleWarning",
    "Candidate",
    "Citation",
    "Conversation",
    "Hit",
    "Library",
    "LibraryInfo",
    "Passage",
    "Reader",
    "ResolvedDate",
    "Searched",
    "Sentence",
    "Span",
    "Turn",
    "answer",
    "converse",
    "load",
    "pipeline",
    "retrieve",
    "seeds",
    "split",
    "where",
]

_HOMES = {
    "AddReport": "library",
    "Answer": "answers",
    "Article": "article",
    "ArticleError": "article",
    "ArticleWarning": "article",
    "Candidate": "answers",
    "Citation": "answers",
    "Conversation": "conversation",
    "Hit": "ranking",
    "Library": "library",
    "LibraryInfo": "library",
    "Passage": "retriever",
    "Reader": "reader",
    "ResolvedDate": "dates",
    "Searched": "answers",
    "Sentence": "article",
    "Span": "reader",
    "Turn": "conversation",
    "answer": "answering",
    "converse": "conversation",
    "load": "loading",
    "pipeline": "drop_in",
    "retrieve": "retriever",
    "seeds": "loading",
    "split": "sentences",
    "where": "filters",
}


def __getattr__(name: str) -> Any:
    """Loads a public name on its first use, so that `import qa` stays light: torch and lancedb take seconds."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"qa.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
