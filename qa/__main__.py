"""`python -m qa`: the command line. Data goes to standard output, everything else to standard error.

What is heavy is imported by the function that runs a command, so that `--help` comes at once.
"""

import argparse
import os
import sys
import warnings
from io import TextIOWrapper
from typing import Any

from qa.article import ArticleError
from qa.commands import ERROR, ask, evaluate, feedback, library, mcp, train


def main(arguments: list[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    options = _parser().parse_args(arguments)
    warnings.showwarning = _show_warning
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character shows its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
    except BrokenPipeError:  # the reader of standard output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    except (ArticleError, ValueError, ImportError, OSError) as error:
        print(f"error: {_printable(error)}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m qa", description="Ask news articles; get their own words.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (ask, library, evaluate, train, feedback, mcp):
        command.add_parser(commands)
    return parser


def _printable(error: Exception) -> str:
    return str(error).encode("utf-8", "backslashreplace").decode()


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    from tqdm import tqdm

    tqdm.write(f"warning: {message}", file=sys.stderr)  # above a progress bar, if there is one


if __name__ == "__main__":
    sys.exit(main())
