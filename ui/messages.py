"""Answer -> the HTML that the chat shows. Whatever came from an article, a question or an error is escaped here."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from qa.answers import Answer, Candidate, Citation, Searched
from qa.article import Article
from qa.language import looks_english

_CONFIDENCE = ((0.8, "very likely"), (0.6, "likely"), (0.25, "uncertain"), (0.0, "doubtful"))  # least, word
_SPACE = re.compile(r"\s+")
_WORTH_SHOWING = 0.05  # probability of another candidate, at least
_LEAD = 80  # characters of a lead that stand in for a title


def render(answer: Answer, *, threshold: float, articles: int) -> str:
    """The answer as HTML without blank lines, which the chat takes as one block and leaves as it is.

    `threshold` is the least probability of an answer, `articles` how many were asked: both tell why it is not stated.
    """
    if answer.text is None:
        body = _not_stated(answer, threshold, articles)
    else:
        first, *others = answer.citations
        words = "This sentence bears on it" if answer.kind == "evidence" else f"{_plain(answer.text)}{_days(first)}"
        body = (
            f'<p class="words">{words}</p>{_confidence(answer.probability)}'
            f"{_sources(answer.candidates[0])}{_developments(answer.developments)}{_evidence(first)}"
            f"{_more('Also read in', [_place(citation) for citation in others])}"
        )
    return f'<div class="answer">{body}{_candidates(answer.alternatives)}</div>'


def confidence(probability: float) -> str:
    """The probability in a word and a number: "likely, 72 %"."""
    return f"{_word(probability)}, {_percent(probability)}"


def source_count(sources: int) -> str:
    """How many independent sources, in words: "3 independent sources"."""
    return "one independent source" if sources == 1 else f"{sources} independent sources"


def label(article: Article) -> str:
    """The article's title, or the beginning of its lead, as plain text on one line."""
    if article.title:
        return " ".join(article.title.split())
    lead = " ".join(article.lead.split())
    return lead if len(lead) <= _LEAD else lead[: _LEAD - 1].rsplit(" ", 1)[0] + "…"


def source(article: Article) -> str:
    """Outlet, day and link of the article, as HTML; "" where nothing of these is known."""
    parts = [_plain(article.outlet)] if article.outlet else []
    if article.published:
        parts.append(f'<time datetime="{article.published:%Y-%m-%d}">{_day(article.published)}</time>')
    if article.url.startswith(("http://", "https://")) and not _SPACE.search(article.url):
        parts.append(f'<a href="{_plain(article.url)}" target="_blank" rel="noopener noreferrer">open</a>')
    return " · ".join(parts)


def about(article: Article) -> str:
    """The article as HTML: title or lead, source, length, and the whole text to unfold."""
    line = " · ".join(part for part in (source(article), f"{len(article.text.split()):,} words") if part)
    english = looks_english(article.text)
    warning = "" if english else '<p class="problem">This does not look English, which is all that the models read.</p>'
    paragraphs = "".join(f"<p>{_plain(line)}</p>" for line in article.text.splitlines() if line.strip())
    return (
        f'<h2>{_plain(label(article))}</h2><p class="source">{line}</p>{warning}'
        f"<details><summary>Read the article</summary>{paragraphs}</details>"
    )


def error_sentence(error: Exception) -> str:
    """What went wrong, as an HTML sentence for a reader: "question: must not be empty" -> "The question must ..."."""
    name, colon, rule = str(error).partition(": ")
    text = f"The {name} {rule}" if colon and name.isidentifier() else str(error)
    return f'<div class="answer"><p class="problem">{_plain(text.rstrip("."))}.</p></div>'


def _not_stated(answer: Answer, threshold: float, articles: int) -> str:
    where = "this article" if articles == 1 else f"any of these {articles} articles"
    why = f"No passage of {where} answers the question."
    if answer.alternatives:
        best = answer.alternatives[0]
        why = (
            f"The best candidate in {where}, “{_plain(best.text)}”, is right with a probability of only "
            f"{_percent(answer.probability)}; an answer needs {_percent(threshold)}."
        )
    nearest = ""
    if answer.nearest:
        nearest = f"<p>The sentence nearest to the question:</p>{_evidence(answer.nearest, marked=False)}"
    return f'<p class="words none">Not stated</p><p class="why">{why}{_looked_through(answer.searched)}</p>{nearest}'


def _looked_through(searched: Searched | None) -> str:
    """How many articles that was and from when to when; "" for one, which is beside the chat."""
    if searched is None or searched.articles == 1:
        return ""
    if not searched.articles:
        return " No article was looked through: none is of the days that are asked for."
    between = ""
    if searched.first and searched.last:
        first, last = _day(searched.first), _day(searched.last)
        between = f" of {first}" if first == last else f" from {first} to {last}"
    return f" Looked through: {searched.articles:,} articles{between}."


def _evidence(citation: Citation, *, marked: bool = True) -> str:
    """The sentence, the cited span marked by its offsets, and where it stands."""
    start, end = citation.start - citation.sentence_start, citation.end - citation.sentence_start
    sentence = citation.sentence
    words = _plain(sentence)
    if marked:
        words = f"{_plain(sentence[:start])}<mark>{_plain(sentence[start:end])}</mark>{_plain(sentence[end:])}"
    return f"<blockquote>{words}</blockquote>{_dates(citation)}{_source_line(citation.article)}"


def _days(citation: Citation) -> str:
    """The days that the words name, beside them: " (Mon 11 Sep 2023)" for "on Monday"."""
    return f" <small>({_plain(citation.days)})</small>" if citation.days else ""


def _dates(citation: Citation) -> str:
    """What the sentence's words for a time mean, below it: it stays as it was written."""
    notes = " · ".join(_plain(note) for note in citation.date_notes)
    return f'<p class="dates">{notes}</p>' if notes else ""


def _source_line(article: Article) -> str:
    line = " · ".join(part for part in (f"<cite>{_plain(label(article))}</cite>", source(article)) if part)
    return f'<p class="source">{line}</p>'


def _place(citation: Citation) -> str:
    return f"<li>{_evidence(citation)}</li>"


def _sources(candidate: Candidate) -> str:
    """How many independent sources say so, where several articles do."""
    if len({each.article.id for each in candidate.citations}) < 2:
        return ""
    return f'<p class="source">{source_count(candidate.sources)}</p>'


def _developments(values: Sequence[Candidate]) -> str:
    """The values that articles on the event give, each with its days and outlets; their sentences are folded away."""
    if not values:
        return ""
    rows = "".join(
        f"<li><b>{_plain(each.text)}</b>{_days(each.citations[0])} "
        f"<small>{'; '.join(_reported(article) for article in each.articles)}</small></li>"
        for each in values
    )
    sentences = [f"<li>{_evidence(each.citations[0])}</li>" for each in values]
    return f'<div class="values"><p>The articles differ:</p><ul>{rows}</ul>{_more("Their sentences", sentences)}</div>'


def _reported(article: Article) -> str:
    """Day and outlet of the article: "9 May 2021, VOA"; its title or lead where neither is known."""
    day = f'<time datetime="{article.published:%Y-%m-%d}">{_day(article.published)}</time>' if article.published else ""
    return ", ".join(part for part in (day, _plain(article.outlet)) if part) or _plain(label(article))


def _candidates(candidates: Sequence[Candidate]) -> str:
    rows = [
        f"<li><p><b>{_plain(each.text)}</b>{_days(each.citations[0])}</p>{_confidence(each.probability)}{_evidence(each.citations[0])}</li>"
        for each in candidates
        if each.probability >= _WORTH_SHOWING
    ]
    return _more("Other candidates", rows)


def _more(title: str, rows: Sequence[str]) -> str:
    if not rows:
        return ""
    return f"<details><summary>{title} ({len(rows)})</summary><ol>{''.join(rows)}</ol></details>"


def _confidence(probability: float) -> str:
    level = _word(probability).replace(" ", "-")
    return f'<p class="confidence {level}">{confidence(probability)}</p>'


def _word(probability: float) -> str:
    return next(word for least, word in _CONFIDENCE if probability >= least)


def _percent(probability: float) -> str:
    return f"{probability:.0%}".replace("%", "\u00a0%")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _plain(text: str) -> str:
    """The text escaped, with every run of white space one space: a blank line would end the block for Markdown."""
    return escape(_SPACE.sub(" ", text), quote=True)
