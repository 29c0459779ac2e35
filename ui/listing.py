"""The list of sources beside the chat, as HTML: what is ticked is asked."""

from collections.abc import Sequence

from ui.messages import exact, label, plain
from ui.sources import Listed


def render(rows: Sequence[Listed], *, total: int) -> str:
    """The rows of the list; a last one says how many articles are not listed."""
    more = total - len(rows)
    rest = (
        f'<li class="more">and {more:,} more, which are asked too unless only some are ticked</li>' if more > 0 else ""
    )
    return f"{''.join(map(_row, rows))}{rest}"


def outlets(rows: Sequence[Listed]) -> list[str]:
    """The outlets of the rows, each once, sorted."""
    return sorted({row.article.outlet for row in rows if row.article.outlet})


def _row(row: Listed) -> str:
    article, name = row.article, plain(label(row.article))
    published = article.published
    facts = [plain(article.outlet), f"{published.day} {published:%b %Y}" if published else ""]
    known = f'data-outlet="{exact(article.outlet)}" data-day="{f"{published:%Y-%m-%d}" if published else ""}"'
    remove = (
        f'<button type="button" class="remove" aria-label="Remove {name}" title="Remove">×</button>'
        if row.may_remove
        else ""
    )
    return (
        f'<li data-article="{exact(article.id)}" {known}><input type="checkbox" aria-label="Ask {name}">'
        f'<button type="button" class="open" title="{name}"><span>{name}</span>'
        f"<small>{' · '.join(fact for fact in facts if fact)}</small></button>{remove}</li>"
    )
