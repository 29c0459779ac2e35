"""What the page asks its server for: JSON in, JSON out, and every error a sentence. It knows nothing of gradio."""

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qa.article import Article, ArticleError
from qa.calibration import calibration_of
from qa.conversation import Turn, converse
from qa.explaining import explain
from qa.feedback import Feedback, append_feedback
from qa.suggesting import suggest
from ui import listing, panel, why
from ui.bringing import Bringing, Removed
from ui.history import as_markdown, as_text
from ui.messages import error_sentence, label, render, sentence
from ui.panel import Mark
from ui.sources import Choice, Sources
from ui.talks import Talks

Json = dict[str, Any]
_SUGGESTED = 1000  # articles whose questions are kept
CALLS = tuple("sources check ask article bring progress stop remove put_back why suggest feedback".split())
"""The methods that the page may call, each with one JSON object."""


class Service:
    """The chat of every reader on these sources. A reader's secret comes with every call, as `reader`."""

    def __init__(
        self, sources: Sources, *, first: str = "", uploads: Path | None = None, feedback: Path | None = None
    ) -> None:
        """`first` names the article that alone is ticked until a reader chooses; without it, all are.

        `uploads` is the folder in which the page's uploads arrive; without it, no file can be brought. `feedback`
        is the file to which what readers say of answers is added; without it, they are not asked.
        """
        self._sources = sources
        self._first = first
        self._uploads = uploads
        self._feedback = feedback
        self._bringing = Bringing(sources.own, shared=sources.shared)
        self._removed = Removed()
        self._talks = Talks()
        self._suggested: OrderedDict[str, list[str]] = OrderedDict()  # by the article's digest

    def call(self, name: str, data: Any) -> Json:
        """What the method of this name gives; `error`, a sentence, and `html` of it, where it fails."""
        try:
            if name not in CALLS or not isinstance(data, dict):
                raise ValueError("call: must be one of the page's own")
            found: Json = getattr(self, name)(data)
        except (ValueError, ArticleError, OSError) as error:
            return {"error": sentence(error), "html": error_sentence(error)}
        return found

    def sources(self, data: Json) -> Json:
        """The list of articles, with their outlets and their number."""
        reader = _text(data, "reader")
        rows = self._sources.listed(reader)
        total = len(self._sources.asked(reader))
        return {
            "html": listing.render(rows, total=total),
            "outlets": listing.outlets(rows),
            "total": total,
            "first": self._first,
            "shared": self._sources.shared,
            "feedback": self._feedback is not None,
        }

    def check(self, data: Json) -> Json:
        """Which of the `citations`, pairs of an article's id and digest, still are of the text that they were made for."""
        pairs = [(str(each[0]), str(each[1])) for each in _list(data, "citations") if isinstance(each, list)]
        found = self._sources.asked(_text(data, "reader")).get(dict(pairs)) if pairs else {}
        return {"valid": [key in found and found[key].digest == digest for key, digest in pairs]}

    def ask(self, data: Json) -> Json:
        """The answer to `question` from the articles of the `choice`: as `html`, `text` and `markdown`.

        Of a conversation, which the page names as `talk`, it may be a follow-up: `asked` is the question as understood.
        With `literal` it is asked as typed, in the place of the same question if that was the last one.
        """
        turn, articles = self._turn(data)
        threshold = calibration_of().threshold
        understood = None if turn.asked == turn.question else turn.asked
        page = render(turn.answer, threshold=threshold, articles=articles, understood=understood)
        return {"html": page, "asked": turn.asked, "text": as_text(turn.answer), "markdown": as_markdown(turn.answer)}

    def article(self, data: Json) -> Json:
        """The article `id` as a page, the `spans` ([start, end]) of the text with this `digest` marked, one `current`."""
        article = self._article(data)
        digest = data.get("digest") or article.digest
        current = data.get("current")
        marks = [Mark(start, end, [start, end] == current) for start, end in _spans(data)]
        page = panel.render(article, marks, changed=digest != article.digest)
        return {"html": page, "id": article.id, "digest": article.digest}

    def why(self, data: Json) -> Json:
        """What was read for the `question`, as it was `asked`, in the articles of the `choice`, as a table."""
        library, choice = self._sources.asked(_text(data, "reader")), Choice.of(_object(data, "choice"))
        readings = explain(_text(data, "question"), library, where=choice.where, literal=True)
        return {"html": why.render(readings, threshold=calibration_of().threshold)}

    def suggest(self, data: Json) -> Json:
        """Questions that the article `id` answers."""
        article = self._article(data)
        if article.digest not in self._suggested:
            self._suggested[article.digest] = suggest(article, library=self._sources.asked(_text(data, "reader")))
            if len(self._suggested) > _SUGGESTED:
                self._suggested.popitem(last=False)
        return {"questions": self._suggested[article.digest]}

    def feedback(self, data: Json) -> Json:
        """Keeps the `verdict` on the answer to `question`: of the article `id` with this `digest`, the `spans` of the text.

        For a right answer that was selected, `text` says what was: it must be what stands there.
        """
        if self._feedback is None:
            raise ValueError("This chat keeps no feedback")
        article, spans = self._article(data), tuple(_spans(data))
        if article.digest != data.get("digest"):
            raise ArticleError("The article has changed since this answer was given")
        if "text" in data and [article.text[start:end] for start, end in spans] != [_text(data, "text")]:
            raise ValueError("text: must be what stands in the article at the place that was selected")
        verdict: Any = _text(data, "verdict")
        append_feedback(self._feedback, Feedback(_text(data, "question"), verdict, article, spans))
        return {"kept": True}

    def bring(self, data: Json) -> Json:
        """Begins to add a `file` (the path of an upload, with its `name`), a `text` or an `address`, as a `job`."""
        reader = self._sources.checked(_text(data, "reader"))
        if "address" in data:
            return {"job": self._bringing.address(reader, _text(data, "address").strip())}
        if "text" in data:
            return {"job": self._bringing.text(reader, _text(data, "text"))}
        return {"job": self._bringing.file(reader, self._upload(_text(data, "file")), _text(data, "name"))}

    def progress(self, data: Json) -> Json:
        """How far the `job` has come."""
        found = self._bringing.progress(_text(data, "reader"), _text(data, "job"))
        counts = {name: getattr(found, name) for name in ("added", "replaced", "unchanged", "ids", "stopped", "done")}
        return {**counts, "failures": [sentence(failure) for failure in found.failures]}

    def stop(self, data: Json) -> Json:
        """Ends the `job` before its next articles."""
        self._bringing.stop(_text(data, "reader"), _text(data, "job"))
        return {"stopped": True}

    def remove(self, data: Json) -> Json:
        """Takes the article `id` out of what this reader may remove from; it can be put back."""
        reader, article_id = _text(data, "reader"), _text(data, "id")
        library = self._sources.own(reader)
        article = library.get([article_id]).get(article_id)
        if article is None or not library.remove(article_id):
            raise ArticleError("This article is not yours to remove, or is not here any more")
        self._removed.keep(reader, article)
        return {"title": label(article)}

    def put_back(self, data: Json) -> Json:
        """Adds the article that this reader removed last."""
        reader = _text(data, "reader")
        article = self._removed.take(reader)
        self._sources.own(reader).add(article)
        return {"title": label(article), "id": article.id}

    def _upload(self, path: str) -> Path:
        """The file of an upload. Raises `ValueError` for any other file of the server."""
        found = Path(path).resolve()
        if self._uploads is None or self._uploads.resolve() not in found.parents or not found.is_file():
            raise ValueError("file: must be one that was uploaded")
        return found

    def _turn(self, data: Json) -> tuple[Turn, int]:
        """The question's turn, and how many articles were asked."""
        choice = Choice.of(_object(data, "choice"))
        reader, talk, literal = _text(data, "reader"), str(data.get("talk") or ""), bool(data.get("literal"))
        library = self._sources.asked(reader)
        question = _text(data, "question")
        asked = library.searched(where=choice.where).articles
        if not asked:
            raise ArticleError("No article is asked: tick one, or widen the filter")
        turns = self._talks.before(reader, talk, again=question if literal else None) if talk else ()
        turn = converse(question, turns, library=library, where=choice.where, literal=literal)
        if talk:
            self._talks.keep(reader, talk, [*turns, turn])
        return turn, asked

    def _article(self, data: Json) -> Article:
        article = self._sources.article(_text(data, "reader"), _text(data, "id"))
        if article is None:
            raise ArticleError("This article is not here any more")
        return article


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name}: must be a text, got {value!r}")
    return value


def _object(data: Mapping[str, Any], name: str) -> Json:
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise ValueError(f"{name}: must be an object, got {value!r}")
    return value


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name}: must be a list, got {value!r}")
    return value


def _spans(data: Mapping[str, Any]) -> list[tuple[int, int]]:
    spans = _list(data, "spans")
    if not all(isinstance(each, list) and len(each) == 2 and all(type(at) is int for at in each) for each in spans):
        raise ValueError("spans: must be pairs of whole numbers")
    return [(start, end) for start, end in spans]
