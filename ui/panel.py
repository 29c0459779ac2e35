"""Article -> the page beside the chat: its text as it is, every cited span marked by its offsets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.article import Article
from qa.language import looks_english
from qa.sentences import split
from ui.messages import exact, label, plain, source


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to mark, `article.text[start:end]`; the current one stands out and is scrolled to."""

    start: int
    end: int
    current: bool = False


def render(article: Article, marks: Sequence[Mark] = (), *, changed: bool = False) -> str:
    """The article as HTML, the marks on its text; of marks that overlap, the current one stays, else the first.

    Every `<p>` says with `data-start` at which character of the text it begins, and holds the text unchanged from there
    on: what a reader selects is found by counting. `changed` says that the marks were meant for another text.
    """
    kept = [] if changed else _apart(marks, len(article.text))
    facts = [source(article), plain(article.author), f"{len(article.text.split()):,} words", plain(article.licence)]
    notes = []
    if changed:
        notes.append("The article has changed since this answer was given, so nothing is marked.")
    if not looks_english(article.text):
        notes.append("This does not look English, which is all that the models read.")
    body = "".join(_paragraph(article, start, end, kept) for start, end in paragraphs(article))
    problems = "".join(f'<p class="problem">{note}</p>' for note in notes)
    title = f'<h2 tabindex="-1">{plain(label(article))}</h2>' if article.title else _untitled(article)
    return (
        f'{title}<p class="source">{" · ".join(fact for fact in facts if fact)}</p>{problems}'
        f'<div class="text" lang="en">{body}</div>'
    )


def paragraphs(article: Article) -> list[tuple[int, int]]:
    """Half-open (start, end) of each paragraph: sentences that no line end divides; a wrapped line does not end one."""
    found: list[tuple[int, int]] = []
    for sentence in split(article):
        if found and not _breaks(article.text[found[-1][1] : sentence.start]):
            found[-1] = (found[-1][0], sentence.end)
        else:
            found.append((sentence.start, sentence.end))
    return found


def _untitled(article: Article) -> str:
    """A heading that only screen readers meet: the lead would stand there twice."""
    return f'<h2 tabindex="-1" class="unseen">{plain(label(article))}</h2>'


def _breaks(between: str) -> bool:
    return any(character in between for character in "\n\r\u2028\u2029\x0b\x0c\x85")


def _apart(marks: Sequence[Mark], length: int) -> list[Mark]:
    """The marks that lie within the text and do not overlap, in the order of the text."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda each: not each.current):
        inside = 0 <= mark.start < mark.end <= length
        if inside and all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


def _paragraph(article: Article, start: int, end: int, marks: Sequence[Mark]) -> str:
    return f'<p data-start="{start}">{"".join(_pieces(article, start, end, marks))}</p>'


def _pieces(article: Article, start: int, end: int, marks: Sequence[Mark]) -> Iterator[str]:
    """The text between every two places at which a mark or a page begins or ends."""
    near = [mark for mark in marks if mark.start < end and start < mark.end]
    pages = {at: number for number, at in enumerate(article.pages, 1) if start <= at < end}
    places = {start, end, *pages, *(at for mark in near for at in (mark.start, mark.end))}
    for left, right in pairwise(sorted(at for at in places if start <= at <= end)):
        if left in pages:
            number = pages[left]
            yield f'<span class="page" role="separator" aria-label="page {number}" data-page="{number}"></span>'
        words = exact(article.text[left:right])
        mark = next((each for each in near if each.start <= left and right <= each.end), None)
        yield words if mark is None else _marked(words, mark)


def _marked(words: str, mark: Mark) -> str:
    current = ' class="current" aria-current="true"' if mark.current else ""
    return f'<mark{current} data-start="{mark.start}" data-end="{mark.end}">{words}</mark>'
