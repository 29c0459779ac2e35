"""The values that everything else is about: an article, and its sentences."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256


class ArticleError(Exception):
    """An article that cannot be used: missing, unreadable, empty or malformed. The message names its place."""


class ArticleWarning(UserWarning):
    """A reason not to trust the answers, which stops nothing: an article in another language, or one that is left out."""


@dataclass(frozen=True, slots=True)
class Article:
    """A text to ask, and what is known about it. The text is kept exactly as given: every offset counts its characters.

    `id` names the article in a library: given, else its URL, else its digest (`load` gives a file's path). The same `id`
    with another `digest` is a new version of the same article. `published` also takes an ISO 8601 string. `pages` are the
    offsets at which the pages of a printed article begin, the first being 0; empty where it has none.

    Raises `ValueError` for a text that is not a `str` or has nothing but white space, for an unreadable `published`, and
    for `pages` that do not ascend from 0 within the text.
    """

    text: str = field(repr=False)
    title: str = field(default="", kw_only=True)
    id: str = field(default="", kw_only=True)
    published: date | None = field(default=None, kw_only=True)
    outlet: str = field(default="", kw_only=True)
    author: str = field(default="", kw_only=True)
    url: str = field(default="", kw_only=True)
    licence: str = field(default="", kw_only=True)
    pages: tuple[int, ...] = field(default=(), kw_only=True, repr=False)
    digest: str = field(init=False, repr=False)
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal."""

    def __post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise ValueError(f"text: must be a str, got {type(self.text).__name__}")
        if not self.text.strip():
            raise ValueError("text: must hold more than white space; the article is empty")
        for name in ("text", "title", "id", "outlet", "author", "url", "licence"):
            value = getattr(self, name) or ""
            object.__setattr__(self, name, value)
            try:
                value.encode()
            except UnicodeEncodeError as error:
                place = f"character {error.start:,} is half a surrogate"
                raise ValueError(f"{name}: must be valid Unicode, but {place}") from error
        digest = sha256(self.text.encode()).hexdigest()
        object.__setattr__(self, "digest", digest)
        object.__setattr__(self, "id", self.id or self.url or digest)
        object.__setattr__(self, "published", parse_date(self.published))
        object.__setattr__(self, "pages", tuple(self.pages))
        if self.pages and (
            self.pages[0] != 0 or list(self.pages) != sorted(self.pages) or self.pages[-1] > len(self.text)
        ):
            raise ValueError(f"pages: must ascend from 0 within the text, got {self.pages!r}")

    @property
    def lead(self) -> str:
        """The first line of the text: what stands in for a title where there is none."""
        return self.text.strip().splitlines()[0].strip()

    @property
    def metadata(self) -> dict[str, str | None]:
        """Title, outlet, author, day (ISO 8601 or None), address and licence, ready for JSON."""
        published = self.published.isoformat() if self.published else None
        return {
            "title": self.title,
            "outlet": self.outlet,
            "author": self.author,
            "published": published,
            "url": self.url,
            "licence": self.licence,
        }


@dataclass(frozen=True, slots=True)
class Sentence:
    """`article.text[start:end]` is sentence number `index` (from 0) of the article with the id `article_id`."""

    article_id: str
    index: int
    start: int
    end: int


def parse_date(value: date | str | None) -> date | None:
    """The day (or moment) that `value` names; an empty string is None. Raises `ValueError` unless it is ISO 8601."""
    if value is None or isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else value
    if text == "":
        return None
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"published: must be a date in ISO 8601, got {value!r}") from error
