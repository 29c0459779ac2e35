"""An answer with its citation to take along: as text, and as Markdown."""

import re

from qa.answers import Answer, Citation
from ui.messages import day, label

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&])")


def as_text(answer: Answer) -> str:
    """The words, the sentence and the source, in lines of plain text."""
    if answer.text is None:
        return f"{answer.question}\nNot stated."
    parts = [answer.question, " ".join(answer.text.split())]
    for citation in answer.citations:
        parts.append(f"“{' '.join(citation.sentence.split())}”\n{', '.join(_source(citation))}")
    return "\n".join(parts)


def as_markdown(answer: Answer) -> str:
    """The question as a heading, the sentence as a quotation with the words in bold, and the source as a link."""
    heading = f"### {_plain(answer.question)}"
    if answer.text is None:
        return f"{heading}\n\nNot stated."
    quotations = "\n\n".join(_quotation(citation) for citation in answer.citations)
    return f"{heading}\n\n{_plain(answer.text)}\n\n{quotations}"


def _quotation(citation: Citation) -> str:
    start, end = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    before, words, after = citation.sentence[:start], citation.sentence[start:end], citation.sentence[end:]
    title, *others = _source(citation, url=False)
    url = citation.article.url
    linked = f"[{_plain(title)}](<{url}>)" if _is_web(url) else _plain(title)
    source = ", ".join([linked, *(_plain(other) for other in others)])
    return f"> {_spaced(before)}**{_spaced(words)}**{_spaced(after)}\n>\n> — {source}"


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
