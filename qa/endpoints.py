"""What other programs may ask of a library, in JSON: the calls of the HTTP API and the tools of the MCP server."""

from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Any

from qa.answering import answer
from qa.article import Article, ArticleError
from qa.filters import where
from qa.library import Library
from qa.loading import load

Json = dict[str, Any]
_MOST = 1000  # articles of one list
_TOP_K = 20  # candidates of one answer


class Endpoints:
    """The calls on one library. With `adding`, articles may be added; without it, nothing is ever changed.

    Every failure is a `ValueError` or an `ArticleError` whose words are a sentence for the caller. Empty arguments count as
    not given, since a program's form sends them so.
    """

    def __init__(self, library: Library, *, adding: bool = False) -> None:
        self.library = library
        self.adding = adding

    def ask(
        self,
        question: str,
        article_ids: list[str] | None = None,
        outlet: str = "",
        since: str = "",
        until: str = "",
        top_k: int = 5,
        threshold: float | None = None,
    ) -> Json:
        """Answer a question with the articles' own words, or say that it is not stated.

        The answer is quoted from an article, never written: `text` is null where no article states it, and `nearest` then
        holds the sentence nearest to the question. Each of `citations` has the words, their sentence, their offsets in the
        article, its title, outlet and date, and the `speaker` and `reporting_verb` where it is a claim. `kind` "list" has an
        item in each of `candidates`. `probability` is that of the best candidate being right.

        Args:
            question: A question in English that stands by itself.
            article_ids: Only these articles; empty for all.
            outlet: Only articles of this outlet.
            since: Only articles published on this day or later, as 2020-03-01.
            until: Only articles published on this day or earlier.
            top_k: Candidates at most, 1 to 20.
            threshold: The least probability of an answer, 0 to 1; null for the calibrated one.
        """
        if not 1 <= top_k <= _TOP_K:
            raise ValueError(f"top_k: must be from 1 to {_TOP_K}, got {top_k}")
        chosen = _where(outlet, since, until, article_ids)
        return answer(question, library=self.library, where=chosen, top_k=top_k, threshold=threshold).to_dict()

    def articles(self, outlet: str = "", since: str = "", until: str = "", limit: int = 100) -> list[Json]:
        """List the articles that can be asked, in the order of publication, without their texts.

        Args:
            outlet: Only articles of this outlet.
            since: Only articles published on this day or later, as 2020-03-01.
            until: Only articles published on this day or earlier.
            limit: Articles at most, 1 to 1,000.
        """
        if not 1 <= limit <= _MOST:
            raise ValueError(f"limit: must be from 1 to {_MOST:,}, got {limit}")
        return [_listed(each) for each in islice(self.library.articles(where=_where(outlet, since, until)), limit)]

    def article(self, article_id: str) -> Json:
        """Read one article whole: its text, which citations count their offsets in, and what is known of it.

        Args:
            article_id: The `id` of the article, as `articles` lists it.
        """
        found = self.library.get([article_id]).get(article_id)
        if found is None:
            raise ArticleError(f"article_id: must be the id of an article that is here, got {article_id!r}")
        return {**_listed(found), "digest": found.digest, "text": found.text}

    def add(self, text: str = "", url: str = "", title: str = "", published: str = "", outlet: str = "") -> Json:
        """Add an article, given as its text or as the web address of a page or feed.

        Args:
            text: The text of the article; or leave it empty and give `url`.
            url: A public http or https address of a page or a feed, which is fetched.
            title: The title of the text.
            published: The day on which the text was published, as 2020-03-01.
            outlet: Who published the text.
        """
        if not self.adding:
            raise ValueError("add: is not allowed here; the server was started without --allow-adding")
        if bool(text.strip()) == bool(url.strip()):
            raise ValueError("text: must be given, or else a url, and not both")
        if url and not url.strip().startswith(("http://", "https://")):
            raise ValueError(f"url: must be an http or https address, got {url!r}")
        known = {"title": title, "published": published or None, "outlet": outlet}
        given = list(load(url.strip())) if url else [Article(text, **known)]  # type: ignore[arg-type]
        report = self.library.add(given)
        counts = {"added": report.added, "replaced": report.replaced, "unchanged": report.unchanged}
        return {**counts, "articles": [_listed(each) for each in given]}


def telling(call: Callable[..., Any], error: Callable[[str], Exception]) -> Callable[..., Any]:
    """The call with its failures as the `error` that a protocol tells its callers; of any other kind it hides the words."""

    @wraps(call)
    def told(*given: Any, **named: Any) -> Any:
        try:
            return call(*given, **named)
        except (ValueError, ArticleError) as cause:
            raise error(str(cause)) from cause

    return told


def _where(outlet: str, since: str, until: str, ids: list[str] | None = None) -> str | None:
    return where(outlet=outlet or None, since=since or None, until=until or None, ids=ids or None)


def _listed(article: Article) -> Json:
    return {"id": article.id, **article.metadata, "words": len(article.text.split())}
