"""`python -m ui`: the chat in the browser, on the articles that come with the package or on your own."""

import argparse
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from qa.article import ArticleError, ArticleWarning

if TYPE_CHECKING:
    from qa.library import Library


def main(arguments: list[str] | None = None) -> int:
    """Opens the chat and serves it until it is interrupted; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="Ask news articles in a chat window.")
    parser.add_argument("articles", nargs="*", type=Path, help="files or folders to ask (default: the library)")
    parser.add_argument(
        "--library", metavar="DIR", help="the library to ask (default: your own; while it is empty, the seeds)"
    )
    parser.add_argument(
        "--shared-library",
        action="store_true",
        help="what one reader brings goes into the library, for everyone (default: it is private to the reader)",
    )
    parser.add_argument("--allow-adding", action="store_true", help="let other programs add articles over HTTP")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=None, help="port (default: the first free one from 7860)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", ArticleWarning)  # the chat itself tells them, beside the article
    print("Loading the models and the articles ...", file=sys.stderr, flush=True)
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    try:
        _serve(options)
    except KeyboardInterrupt:
        return 130
    except (ArticleError, ValueError, OSError) as error:  # ValueError: damaged weights; OSError: the port is taken
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _library(options: argparse.Namespace) -> "tuple[Library, str]":
    """The library to ask, and the id of the article that alone is ticked at first: the first of the seeds, else ""."""
    from qa.library import Library
    from qa.loading import load, seeds
    from qa.storage import default_folder

    given = [article for path in options.articles for article in load(path)]
    if options.library or options.shared_library:
        library = Library(options.library) if options.library else Library.default()
        library.add(given)
        return library, ""
    if given:
        return Library.of(given), ""
    if default_folder().is_dir() and len(own := Library.default()):
        return own, ""
    shipped = list(seeds())
    return Library.of(shipped), shipped[0].id


def _serve(options: argparse.Namespace) -> None:
    from qa.answering import answer
    from qa.storage import chat_folder
    from ui.app import EXAMPLES, LAUNCH, build

    library, first = _library(options)
    answer("Is everything loaded?", library=library)
    app = build(
        library,
        examples=EXAMPLES if first else (),
        first=first,
        folder=chat_folder(),
        shared=options.shared_library,
        adding=options.allow_adding,
    )
    seen = sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    browser = seen and not options.no_browser
    _, url, _ = app.launch(
        server_name=options.host,
        server_port=options.port,
        inbrowser=browser,
        prevent_thread_lock=True,
        quiet=True,
        **LAUNCH,
    )
    print(f"The chat is open at {url} (Ctrl+C ends it)", file=sys.stderr, flush=True)
    app.block_thread()


if __name__ == "__main__":
    sys.exit(main())
