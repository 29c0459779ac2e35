"""An answer with its citation to take along: as text, and as Markdown."""

import re

from qa.answers import Answer, Citation
from ui.messages import day, label

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&])")


def as_text(answer: Answer) -> str:
    """The words, the sentence, who says it and the source, in lines of plain text."""
    if answer.text is None:
        return f"{answer.question}\nNot stated."
    mark = "- " if answer.kind == "list" else ""
    parts = [answer.question, *(f"{mark}{each}" for each in _words(answer))]
    for citation, *_ in _by_sentence(answer):
        lines = (f"“{' '.join(citation.sentence.split())}”", _said_by(citation), ", ".join(_source(citation)))
        parts += [line for line in lines if line]
    return "\n".join(parts)


def as_markdown(answer: Answer) -> str:
    """The question as a heading, the sentence as a quotation with the words in bold, and the source as a link."""
    heading = f"### {_plain(answer.question)}"
    if answer.text is None:
        return f"{heading}\n\nNot stated."
    mark = "- " if answer.kind == "list" else ""
    words = "\n".join(f"{mark}{_plain(each)}" for each in _words(answer))
    quotations = "\n\n".join(_quotation(*together) for together in _by_sentence(answer))
    return f"{heading}\n\n{words}\n\n{quotations}"


def _words(answer: Answer) -> list[str]:
    """The answer's words; of a list, those of each item."""
    candidates = answer.candidates if answer.kind == "list" else answer.candidates[:1]
    return [" ".join(each.text.split()) for each in candidates]


def _by_sentence(answer: Answer) -> list[list[Citation]]:
    """The citations, those of one sentence together: a list's items often share theirs."""
    found: dict[tuple[str, int], list[Citation]] = {}
    for each in answer.citations:
        found.setdefault((each.article.id, each.sentence_start), []).append(each)
    return [sorted(together, key=lambda each: each.start) for together in found.values()]


def _quotation(citation: Citation, *others: Citation) -> str:
    text, at, shown = citation.article.text, citation.sentence_start, []
    for each in (citation, *others):
        shown += [_spaced(text[at : each.start]), f"**{_spaced(each.text)}**"]
        at = each.end
    shown.append(_spaced(text[at : citation.sentence_end]))
    title, *more = _source(citation, url=False)
    url = citation.article.url
    linked = f"[{_plain(title)}](<{url}>)" if _is_web(url) else _plain(title)
    source = ", ".join([linked, *(_plain(other) for other in more)])
    said = f"{_plain(_said_by(citation))}; " if citation.said_by else ""
    return f"> {''.join(shown)}\n>\n> — {said}{source}"


def _said_by(citation: Citation) -> str:
    """Who says the words, on one line; "" where the text does not tell."""
    return " ".join(citation.said_by.split())


def _source(citation: Citation, *, url: bool = True) -> list[str]:
    article = citation.article
    parts = [label(article), article.outlet, day(article.published) if article.published else ""]
    parts += [f"page {citation.page}" if citation.page else "", article.url if url and _is_web(article.url) else ""]
    return [part for part in parts if part]


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not re.search(r"[\s<>]", url)


def _spaced(text: str) -> str:
    """The text escaped for Markdown, every run of white space one space."""
    return _MARKDOWN.sub(r"\\\1", re.sub(r"\s+", " ", text))


def _plain(text: str) -> str:
    return _spaced(text).strip()
