"""Answer -> the HTML that the chat shows. Whatever came from an article, a question or an error is escaped here."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from qa.answers import Answer, Candidate, Citation, Searched
from qa.article import Article

_CONFIDENCE = ((0.8, "very likely"), (0.6, "likely"), (0.25, "uncertain"), (0.0, "doubtful"))  # least, word
_SPACE = re.compile(r"\s+")
_WORTH_SHOWING = 0.05  # probability of another candidate, at least
_AROUND = 110  # characters that a passage shows on either side of its sentence
_LEAD = 80  # characters of a lead that stand in for a title


def render(answer: Answer, *, threshold: float, articles: int, understood: str | None = None) -> str:
    """The answer as HTML without blank lines, which the chat takes as one block and leaves as it is.

    `threshold` is the least probability of an answer, `articles` how many were asked: both tell why it is not stated.
    `understood` is the question that was answered in the place of the one that was typed, if another was.
    """
    if answer.text is None:
        body = _not_stated(answer, threshold, articles)
    elif answer.kind == "list":
        body = _listed(answer)
    else:
        first, *others = answer.citations
        words = "This sentence bears on it" if answer.kind == "evidence" else f"{plain(answer.text)}{_days(first)}"
        body = (
            f'<p class="words">{words}</p>{_confidence(answer.probability)}'
            f"{_sources(answer.candidates[0])}{_developments(answer.developments)}{_evidence(first)}"
            f"{_more('Also read in', [_place(citation) for citation in others], kind='places')}"
        )
    return f'<div class="answer">{_understood(understood)}{body}{_candidates(answer.alternatives)}</div>'


def _listed(answer: Answer) -> str:
    """The items, each a button that shows it in its article, and every sentence that holds some, with these marked."""
    firsts = [each.citations[0] for each in answer.candidates]
    items = "".join(f"<li>{_cite(each, plain(each.text))}{_days(each)}</li>" for each in firsts)
    sentences: dict[tuple[str, int], list[Citation]] = {}
    for each in firsts:
        sentences.setdefault((each.article.id, each.sentence_start), []).append(each)
    others = [_place(each) for candidate in answer.candidates for each in candidate.citations[1:]]
    return (
        f'<ul class="words items">{items}</ul>{_confidence(answer.probability)}'
        f"{''.join(_evidence(*together) for together in sentences.values())}{_more('Also read in', others, kind='places')}"
    )


def _understood(question: str | None) -> str:
    """The question as understood, and the way to ask the one that was typed."""
    if question is None:
        return ""
    button = '<button type="button" class="literal">Ask it as typed</button>'
    return f'<p class="understood">Understood as: <q>{plain(question)}</q> {button}</p>'


def confidence(probability: float) -> str:
    """The probability in a word and a number: "likely, 72 %"."""
    return f"{_word(probability)}, {estimate(probability)}"


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
    parts = [plain(article.outlet)] if article.outlet else []
    if article.published:
        parts.append(f'<time datetime="{article.published:%Y-%m-%d}">{day(article.published)}</time>')
    if article.url.startswith(("http://", "https://")) and not _SPACE.search(article.url):
        parts.append(f'<a href="{plain(article.url)}" target="_blank" rel="noopener noreferrer">open</a>')
    return " · ".join(parts)


def sentence(error: Exception | str) -> str:
    """What went wrong, as a sentence for a reader: "question: must not be empty" -> "The question must not be empty."."""
    name, colon, rule = str(error).partition(": ")
    text = f"The {name} {rule}" if colon and name.isidentifier() else str(error)
    return text.rstrip(".") + "."


def error_sentence(error: Exception) -> str:
    """The sentence as HTML, in the place of an answer."""
    return f'<div class="answer"><p class="problem">{plain(sentence(error))}</p></div>'


def day(of: date) -> str:
    """The day in words: "11 September 2023"."""
    return f"{of.day} {of:%B %Y}"


def percent(share: float) -> str:
    """The share as whole percent: "72 %", the space unbreakable."""
    return f"{share:.0%}".replace("%", "\u00a0%")


def estimate(probability: float) -> str:
    """An estimated probability as whole percent, from 1 to 99: nothing is certain."""
    return percent(min(max(probability, 0.01), 0.99))


def plain(text: str) -> str:
    """The text escaped, with every run of white space one space: a blank line would end the block for Markdown."""
    return escape(_SPACE.sub(" ", text), quote=True)


def exact(text: str) -> str:
    """The text escaped so that a browser shows and counts its very characters."""
    return escape(text, quote=True).replace("\r", "&#13;")


def _not_stated(answer: Answer, threshold: float, articles: int) -> str:
    where = "this article" if articles == 1 else f"any of these {articles} articles"
    why = f"No passage of {where} answers the question."
    if answer.alternatives:
        best = answer.alternatives[0]
        why = (
            f"The best candidate in {where}, “{plain(best.text)}”, is right with a probability of only "
            f"{estimate(answer.probability)}; an answer needs {percent(threshold)}."
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
        first, last = day(searched.first), day(searched.last)
        between = f" of {first}" if first == last else f" from {first} to {last}"
    return f" Looked through: {searched.articles:,} articles{between}."


def _evidence(citation: Citation, *others: Citation, marked: bool = True) -> str:
    """The sentence, the cited span marked by its offsets, and where it stands: a button that shows it in the article.

    `others` are cited in the same sentence, behind it.
    """
    return (
        f'<div class="evidence"><blockquote>{_sentence(citation, *others, marked=marked)}</blockquote>'
        f"{_said(citation)}{_dates(citation)}{_source_line(citation)}</div>"
    )


def _sentence(citation: Citation, *others: Citation, marked: bool = True) -> str:
    text, at = citation.article.text, citation.sentence_start
    shown = []
    for each in (citation, *others) if marked else ():
        shown += [plain(text[at : each.start]), f"<mark>{plain(each.text)}</mark>"]
        at = each.end
    return f"{''.join(shown)}{plain(text[at : citation.sentence_end])}"


def _days(citation: Citation) -> str:
    """The days that the words name, beside them: " (Mon 11 Sep 2023)" for "on Monday"."""
    return f" <small>({plain(citation.days)})</small>" if citation.days else ""


def _said(citation: Citation) -> str:
    """Who says the words, below the sentence."""
    return f'<p class="said">{plain(citation.said_by)}</p>' if citation.said_by else ""


def _dates(citation: Citation) -> str:
    """What the sentence's words for a time mean, below it: it stays as it was written."""
    notes = " · ".join(plain(note) for note in citation.date_notes)
    return f'<p class="dates">{notes}</p>' if notes else ""


def _source_line(citation: Citation) -> str:
    page = f"page {citation.page}" if citation.page else ""
    cite = _cite(citation, f"<cite>{plain(label(citation.article))}</cite>")
    return f'<p class="source">{" · ".join(part for part in (cite, source(citation.article), page) if part)}</p>'


def _cite(citation: Citation, shown: str) -> str:
    """A button that shows the citation in its article; the passage that hovering shows comes with it."""
    article = citation.article
    place = f'data-article="{exact(article.id)}" data-digest="{article.digest}"'
    span = f'data-start="{citation.start}" data-end="{citation.end}"'
    return (
        f'<button type="button" class="cite" {place} {span}>{shown}</button>'
        f'<span class="passage" hidden>{_passage(citation)}</span>'
    )


def _passage(citation: Citation) -> str:
    """The cited sentence among what stands around it."""
    text = citation.article.text
    before = text[max(citation.sentence_start - _AROUND, 0) : citation.sentence_start]
    after = text[citation.sentence_end : citation.sentence_end + _AROUND]
    before = "…" + before.partition(" ")[2] if citation.sentence_start > _AROUND else before
    after = after.rpartition(" ")[0] + "…" if citation.sentence_end + _AROUND < len(text) else after
    return f"{plain(before)}{_sentence(citation)}{plain(after)}"


def _place(citation: Citation) -> str:
    return f"<li>{_evidence(citation)}</li>"


def _sources(candidate: Candidate) -> str:
    """How many independent sources say so, where several articles do; and where the same article stands again."""
    several = len({each.article.id for each in candidate.citations}) > 1
    counted = f'<p class="source">{source_count(candidate.sources)}</p>' if several else ""
    also = "; ".join(_reported(article) for article in candidate.also_in)
    return counted + (f'<p class="source">Also in: {also}</p>' if also else "")


def _developments(values: Sequence[Candidate]) -> str:
    """The values that articles on the event give, each with its days and outlets; their sentences are folded away."""
    if not values:
        return ""
    rows = "".join(
        f"<li><b>{plain(each.text)}</b>{_days(each.citations[0])} "
        f"<small>{'; '.join(_reported(article) for article in each.articles)}</small></li>"
        for each in values
    )
    sentences = [f"<li>{_evidence(each.citations[0])}</li>" for each in values]
    return f'<div class="values"><p>The articles differ:</p><ul>{rows}</ul>{_more("Their sentences", sentences)}</div>'


def _reported(article: Article) -> str:
    """Day and outlet of the article: "9 May 2021, VOA"; its title or lead where neither is known."""
    when = article.published
    told = f'<time datetime="{when:%Y-%m-%d}">{day(when)}</time>' if when else ""
    return ", ".join(part for part in (told, plain(article.outlet)) if part) or plain(label(article))


def _candidates(candidates: Sequence[Candidate]) -> str:
    rows = [
        f'<li><p class="candidate"><b>{plain(each.text)}</b>{_days(each.citations[0])}</p>'
        f"{_confidence(each.probability)}{_evidence(each.citations[0])}</li>"
        for each in candidates
        if each.probability >= _WORTH_SHOWING
    ]
    return _more("Other candidates", rows)


def _more(title: str, rows: Sequence[str], *, kind: str = "candidates") -> str:
    if not rows:
        return ""
    return f'<details class="more {kind}"><summary>{title} ({len(rows)})</summary><ol>{"".join(rows)}</ol></details>'


def _confidence(probability: float) -> str:
    level = _word(probability).replace(" ", "-")
    return f'<p class="confidence {level}">{confidence(probability)}</p>'


def _word(probability: float) -> str:
    return next(word for least, word in _CONFIDENCE if probability >= least)
