"""The options that say which library is meant, and which of its articles or of a file's questions."""

import argparse
from typing import TYPE_CHECKING

from qa.filters import where

if TYPE_CHECKING:
    from qa.library import Library
    from qa.questions import Part


def add_library_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--library`."""
    parser.add_argument("--library", metavar="DIR", help="folder or address of the library (default: your own)")


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Adds `--since`, `--until`, `--outlet` and `--id`."""
    chosen = parser.add_argument_group("only some of the articles")
    chosen.add_argument("--since", metavar="DAY", help="published on this day or later: 2020-03-01")
    chosen.add_argument("--until", metavar="DAY", help="published on this day or earlier")
    chosen.add_argument("--outlet", action="append", metavar="NAME", help="of this outlet; may be repeated")
    chosen.add_argument("--id", action="append", metavar="ID", help="with this id; may be repeated")


def add_part(parser: argparse.ArgumentParser) -> None:
    """Adds `--part`."""
    words = "only the questions of this part by their articles' titles: 1/2, then 2/2 for what was not fitted on"
    parser.add_argument("--part", type=_part, metavar="NUMBER/OF", help=words)


def _part(text: str) -> "Part":
    from qa.questions import Part  # not before it is needed

    return Part.parse(text)


def chosen_where(options: argparse.Namespace) -> str | None:
    """The condition that the filter options make."""
    return where(outlet=options.outlet, since=options.since, until=options.until, ids=options.id)


def chosen_library(options: argparse.Namespace, *, create: bool = False) -> "Library":
    """The library that `--library` names, else the user's own."""
    from qa.library import Library

    return Library.default(create=create) if options.library is None else Library(options.library, create=create)


def own_or_seeds(uri: str | None) -> "Library":
    """The library at the address; without one, the user's own, or the seeds while that is empty."""
    from qa.library import Library
    from qa.loading import seeds
    from qa.storage import default_folder

    if uri is not None:
        return Library(uri, create=False)
    own = Library.default() if default_folder().is_dir() else None
    return own if own else Library.of(seeds())  # an empty one is false
