"""A Markdown file -> its article, without the marks."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qa.article import Article
from qa.documents.document import Document, make_article
from qa.documents.published import read_date

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\s*---\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|$)", re.DOTALL)
_NAMES = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "publisher", "site", "source"),
    "author": ("author", "authors", "byline"),
    "url": ("url", "link", "canonical_url"),
    "licence": ("licence", "license"),
    "published": ("published", "date", "datePublished", "publishDate"),
}


def read(document: Document) -> Iterator[Article]:
    """The rendered words as one article, a blank line between blocks; the first heading of level 1 is the title.

    What YAML front matter says (title, date, author, outlet, url, licence) is believed first.
    """
    text = document.text()
    match = _FRONT_MATTER.match(text)
    known = _front_matter(match.group(1)) if match else {}
    title, words = _rendered(text[match.end() :] if match else text)
    known["title"] = known.get("title") or title
    known["url"] = known.get("url") or document.url
    known["published"] = read_date(known.get("published"))
    yield make_article(document.place, words, id=document.id, **known)


def _front_matter(text: str) -> dict[str, Any]:
    """What is known, as strings: YAML itself would turn times to UTC. Nothing where it is not YAML."""
    import yaml

    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # strings only, so that nothing is built or converted
    except (yaml.YAMLError, RecursionError):
        return {}
    found = found if isinstance(found, dict) else {}
    return {name: next((_words(found[key]) for key in keys if key in found), "") for name, keys in _NAMES.items()}


def _words(value: object) -> str:
    """A string, or the strings and names of a list; not of lists within it, for YAML's may hold themselves."""
    values = value if isinstance(value, list) else [value]
    names = [each.get("name") if isinstance(each, dict) else each for each in values]
    return ", ".join(name.strip() for name in names if isinstance(name, str) and name.strip())


def _rendered(text: str) -> tuple[str, str]:
    """The title (the first heading, where it is of level 1) and the words of all other blocks."""
    from markdown_it import MarkdownIt

    title = ""
    blocks: list[str] = []
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            words = _inline(token.children or ())
        elif token.type in ("fence", "code_block"):
            words = token.content.strip("\n")
        else:
            continue  # openings and closings, rules, and raw HTML, which holds no words of its own
        if not blocks and not title and before is not None and before.type == "heading_open" and before.tag == "h1":
            title = words
        elif words.strip():
            blocks.append(words.strip())
    return title, "\n\n".join(blocks)


def _inline(tokens: "Sequence[Token]") -> str:
    """The words of inline tokens: a link is its text, and an image nothing."""
    kept = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(
        kept.get(token.type) or (token.content if token.type in ("text", "code_inline") else "") for token in tokens
    )
