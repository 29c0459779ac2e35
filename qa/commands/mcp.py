"""`mcp`: the library as tools for assistants, over the Model Context Protocol."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qa.commands import ANSWERED
from qa.commands.choosing import add_library_option

if TYPE_CHECKING:
    from qa.endpoints import Endpoints

_INSTRUCTIONS = (
    "Questions about news articles, answered with the articles' own words. Quote the answer as it stands, with its article "
    "and date; where it is not stated, say so, and do not answer from elsewhere."
)


def add_parser(commands: Any) -> None:
    """Adds the command."""
    mcp = commands.add_parser("mcp", help="serve the library to assistants (MCP, on standard input and output)")
    add_library_option(mcp)
    mcp.add_argument("--allow-adding", action="store_true", help="let assistants add articles")
    mcp.set_defaults(run=_mcp)


def _mcp(options: argparse.Namespace) -> int:
    from transformers.utils.logging import disable_progress_bar

    from qa.commands.choosing import own_or_seeds
    from qa.endpoints import Endpoints

    disable_progress_bar()
    server(Endpoints(own_or_seeds(options.library), adding=options.allow_adding)).run("stdio")
    return ANSWERED


def server(endpoints: "Endpoints") -> Any:
    """The MCP server with the tools `ask_articles`, `list_articles`, `read_article` and, if allowed, `add_article`.

    Raises `ImportError` where the extra is not installed.
    """
    from qa.endpoints import telling

    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as error:
        raise ImportError("the MCP server needs the extra: pip install ask-the-article[mcp]") from error
    made = MCPServer("Ask the Article", instructions=_INSTRUCTIONS, log_level="WARNING")
    tools: dict[str, Callable[..., Any]] = {
        "ask_articles": endpoints.ask,
        "list_articles": endpoints.articles,
        "read_article": endpoints.article,
    }
    if endpoints.adding:
        tools["add_article"] = endpoints.add
    for name, call in tools.items():
        made.add_tool(telling(call, ToolError), name=name)
    return made
