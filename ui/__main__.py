"""`python -m ui`: the chat in the browser, on the articles that come with the package or on your own."""

import argparse
import os
import sys
import warnings
from pathlib import Path

from qa.article import Article, ArticleError, ArticleWarning


def main(arguments: list[str] | None = None) -> int:
    """Opens the chat and serves it until it is interrupted; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="Ask news articles in a chat window.")
    parser.add_argument("articles", nargs="*", type=Path, help="files or folders to ask (default: the seed articles)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=None, help="port (default: the first free one from 7860)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore", ArticleWarning)  # the chat itself tells them, beside the article
    print("Loading the models and the articles ...", file=sys.stderr, flush=True)
    from transformers.utils.logging import disable_progress_bar

    from qa.loading import load, seeds

    disable_progress_bar()
    try:
        articles = [article for path in options.articles for article in load(path)] or list(seeds())
        _serve(articles, options, own=bool(options.articles))
    except KeyboardInterrupt:
        return 130
    except (ArticleError, ValueError, OSError) as error:  # ValueError: damaged weights; OSError: the port is taken
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(articles: list[Article], options: argparse.Namespace, *, own: bool) -> None:
    from qa.answering import answer
    from qa.library import Library
    from ui.app import EXAMPLES, LAUNCH, build

    library = Library.of(articles)
    answer("Is everything loaded?", library=library)
    app = build(library, articles, examples=() if own else EXAMPLES)
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
