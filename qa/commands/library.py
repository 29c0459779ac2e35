"""`add`, `list`, `remove` and `info`: the library from the command line."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from qa.article import Article, ArticleError
from qa.commands import ANSWERED, ERROR
from qa.commands.choosing import add_filter_options, add_library_option, chosen_library, chosen_where

if TYPE_CHECKING:
    from qa.library import Library

_BATCH = 64  # articles that are added, and stay, at a time
_JSON = "write JSON"


def add_parser(commands: Any) -> None:
    """Adds the four commands."""
    add = commands.add_parser("add", help="add articles to a library", epilog="Exit codes: 0 all added, 2 some failed.")
    add.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, a folder, or the address of a page or feed")
    add.set_defaults(run=_add)
    show = commands.add_parser("list", help="list the articles of a library: day, outlet, title and id, oldest first")
    show.set_defaults(run=_list)
    remove = commands.add_parser("remove", help="remove articles from a library")
    remove.add_argument("ids", nargs="+", metavar="ID", help="the id of an article, as `list` shows it")
    remove.set_defaults(run=_remove)
    info = commands.add_parser("info", help="tell what a library holds")
    info.set_defaults(run=_info)
    for parser in (add, show, remove, info):
        add_library_option(parser)
    for parser in (add, show, info):
        parser.add_argument("--json", action="store_true", help=_JSON)
    add_filter_options(show)


def _add(options: argparse.Namespace) -> int:
    from tqdm import tqdm
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    library = chosen_library(options, create=True)
    failures: list[dict[str, str]] = []
    counts: Counter[str] = Counter(added=0, replaced=0, unchanged=0)
    articles = _loaded(options.sources, failures)
    with tqdm(unit=" articles", file=sys.stderr, disable=None) as bar:  # None: on a terminal only
        while batch := list(islice(articles, _BATCH)):
            counts.update(asdict(library.add(batch)))
            bar.update(len(batch))
    held = len(library)
    if options.json:
        summary = {**counts, "failed": len(failures), "failures": failures, "library": library.uri, "articles": held}
        print(json.dumps(summary, ensure_ascii=False))
    else:
        parts = ", ".join(f"{name} {count:,}" for name, count in [*counts.items(), ("failed", len(failures))])
        print(f"{parts}; {library.uri} holds {_counted(held, 'article')}")
    return ERROR if failures else ANSWERED


def _loaded(sources: Iterable[str], failures: list[dict[str, str]]) -> Iterator[Article]:
    """The articles of all sources; what fails is told on standard error, and stops nothing else."""
    from tqdm import tqdm

    from qa.loading import load

    for source in sources:
        failed: list[ArticleError] = []
        try:
            yield from load(source, failures=failed)
        except ImportError as error:  # the extra that reads it is not installed
            failed.append(ArticleError(f"{source}: {error}"))
        for reason in failed:
            failures.append({"source": source, "reason": str(reason)})
            tqdm.write(f"failed: {reason}", file=sys.stderr)


def _list(options: argparse.Namespace) -> int:
    library = chosen_library(options)
    for article, story in _with_stories(library, chosen_where(options)):
        day = f"{article.published:%Y-%m-%d}" if article.published else ""
        if options.json:
            known = {name: getattr(article, name) for name in ("id", "title", "outlet", "author", "url", "licence")}
            print(json.dumps({**known, "published": day or None, "story": story}, ensure_ascii=False))
        else:
            print(
                *(" ".join(part.split()) for part in (day, article.outlet, article.title or article.lead)),
                article.id,
                sep="\t",
            )
    return ANSWERED


def _with_stories(library: "Library", where: str | None) -> Iterator[tuple[Article, str]]:
    articles = library.articles(where=where)
    while some := list(islice(articles, _BATCH)):
        stories = library.groups(article.id for article in some)
        yield from ((article, stories[article.id]) for article in some if article.id in stories)


def _remove(options: argparse.Namespace) -> int:
    library = chosen_library(options)
    missing = [article_id for article_id in options.ids if article_id not in library.get(options.ids)]
    for article_id in missing:
        print(f"error: {article_id}: there is no such article", file=sys.stderr)
    print(f"removed {_counted(library.remove(options.ids), 'article')}")
    return ERROR if missing else ANSWERED


def _info(options: argparse.Namespace) -> int:
    info = chosen_library(options).info()
    if options.json:
        print(json.dumps(info.to_dict(), ensure_ascii=False))
        return ANSWERED
    copies = info.articles - info.stories
    rows = [
        ("library", info.uri),
        (
            "articles",
            f"{info.articles:,}" + (f", of which {_counted(copies, 'wire copy', 'wire copies')}" if copies else ""),
        ),
        ("sentences", f"{info.sentences:,}"),
        ("published", f"{info.first} to {info.last}" if info.first else "no day is known"),
        *(("outlet", f"{name or '(not known)'}: {count:,}") for name, count in info.outlets),
    ]
    for name, value in rows:
        print(f"{name:<11}{value}")
    return ANSWERED


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
