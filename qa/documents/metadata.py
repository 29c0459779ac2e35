"""What a web page states about its article, in JSON-LD and in meta tags."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from qa.documents.published import date_line, outlets_own, read_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TYPES = ("Article", "BlogPosting", "Report", "LiveBlogPosting", "OpinionPiece", "ReviewArticle")
_DATES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "date",
)
_TIME = "//time[@datetime][@pubdate or @itemprop='datePublished' or contains(@class, 'publish')]/@datetime"
_DATED = ("publish", "posted", "dateline", "byline-date", "post-date", "entry-date", "article-date", "timestamp")
_SHOWN = "//*[{}]".format(" or ".join(f"contains(@class, '{name}') or contains(@id, '{name}')" for name in _DATED))
_ADDRESS_DATE = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/")
_CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/(?P<kind>[a-z-]+)(?:/(?P<version>\d\.\d))?",
    re.I,
)
_DEPTH = 6  # of JSON-LD within JSON-LD


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text; empty is not known."""

    title: str = ""
    published: date | None = None
    outlet: str = ""
    author: str = ""
    url: str = ""
    licence: str = ""

    def __or__(self, other: "Metadata") -> "Metadata":
        """What is known here, and from the other what is not."""
        names = [field.name for field in fields(self)]
        return Metadata(**{name: getattr(self, name) or getattr(other, name) for name in names})


def page_metadata(tree: "HtmlElement", *, base: str = "") -> Metadata:
    """What the page states: its JSON-LD before its meta tags. Addresses are made whole against `base`."""
    stated = _json_ld(tree)
    tags = _meta_tags(tree)
    from_tags = Metadata(
        title=tags.get("og:title", "") or tags.get("twitter:title", ""),
        outlet=tags.get("og:site_name", "") or tags.get("application-name", ""),
        author=_not_address(tags.get("author", "") or tags.get("article:author", "")),
        url=_address(base, *tree.xpath("//link[@rel='canonical']/@href"), tags.get("og:url", "")),
        licence=licence_name(next(iter(tree.xpath("//link[@rel='license']/@href | //a[@rel='license']/@href")), "")),
    )
    from_json = Metadata(
        title=_name(stated.get("headline")),
        published=outlets_own(_dates(tree, stated, tags)) or _day_in(base),
        outlet=_name(stated.get("publisher")),
        author=_not_address(_name(stated.get("author"))),
        url=_address(base, _name(stated.get("url")), _name(stated.get("mainEntityOfPage"))),
        licence=licence_name(_name(stated.get("license"))),
    )
    return from_json | from_tags


def _dates(tree: "HtmlElement", stated: dict[str, Any], tags: dict[str, str]) -> Iterator[date | None]:
    """The dates that the page marks as those of publication, the surest first."""
    for written in (stated.get("datePublished"), *(tags.get(name) for name in _DATES), *tree.xpath(_TIME)):
        yield read_date(written)
    for element in tree.xpath(_SHOWN):
        yield date_line(element.text_content().strip()[:200], lines=3)


def _day_in(address: str) -> date | None:
    """The day in the path of an address, as many outlets have it: `/2023/09/11/`."""
    match = _ADDRESS_DATE.search(address)
    return read_date("-".join(match.groups())) if match else None


def licence_name(licence: str) -> str:
    """A Creative Commons address as the licence's short name ("CC BY-SA 4.0"); any other licence as it is."""
    match = _CREATIVE_COMMONS.match(licence.strip())
    if match is None:
        return licence.strip()
    kind, version = match["kind"].upper(), match["version"] or ""
    return " ".join(filter(None, ["CC0" if kind == "ZERO" else "CC PDM" if kind == "MARK" else f"CC {kind}", version]))


def _json_ld(tree: "HtmlElement") -> dict[str, Any]:
    """The first article of the page's JSON-LD with a date, else the first one, else nothing."""
    articles = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            articles += list(_articles(json.loads(script, strict=False)))
        except (json.JSONDecodeError, RecursionError):  # pages get it wrong, and it is not the text
            continue
    return next((each for each in articles if each.get("datePublished")), articles[0] if articles else {})


def _articles(node: Any, depth: int = _DEPTH) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for each in node:
            yield from _articles(each, depth - 1)
    elif isinstance(node, dict) and depth > 0:
        kinds = node.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.endswith(_TYPES) for kind in kinds):
            yield node
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(node.get(name), depth - 1)


def _meta_tags(tree: "HtmlElement") -> dict[str, str]:
    """The first content of each meta tag, by its lower-case name."""
    tags: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        if tag.get("content").strip():
            tags.setdefault(name.lower(), " ".join(tag.get("content").split()))
    return tags


def _name(value: Any, depth: int = _DEPTH) -> str:
    """A name, or the names of several, as JSON-LD writes them: strings or objects, one or a list."""
    if depth == 0:
        return ""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, (_name(each, depth - 1) for each in value))))
    if isinstance(value, dict):
        return _name(value.get("name") or value.get("@id") or value.get("url"), depth - 1)
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _not_address(name: str) -> str:
    return "" if name.startswith(("http://", "https://")) else name


def _address(base: str, *values: str) -> str:
    """The first of the values that is, against `base`, an address of the web."""
    addresses = (urljoin(base, value.strip()) for value in values if value.strip())
    return next((address for address in addresses if address.startswith(("http://", "https://"))), "")
