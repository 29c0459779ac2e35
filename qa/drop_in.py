"""The call and the result of the `question-answering` pipeline that transformers dropped in 5.3, with its faults mended."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import exp, log
from pathlib import Path
from typing import Any, TypedDict

import torch
from torch import Tensor
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.decoding import TokenSpan, decode
from qa.inference import MODELS, checked
from qa.reader import Reader, Span, Window, mask

_TASK = "question-answering"
_WINDOW = 384  # tokens, where no max_seq_len is given
_AT_ONCE = 64  # questions that are read together where no batch_size is given
_CANDIDATES = 200  # of a window: enough are left when equal and overlapping ones have been taken together


class Found(TypedDict):
    """One answer, `context[start:end]`; an empty one from 0 to 0 says that the context does not answer."""

    score: float
    start: int
    end: int
    answer: str


def pipeline(
    task: Any = None, model: Any = None, *, tokenizer: Any = None, device: int | str | torch.device | None = None
) -> "QuestionAnswering":
    """The question-answering pipeline of a folder, of a name on the Hugging Face hub, or of the reader that ships.

    Written `qa.pipeline()`, `qa.pipeline(model)` or `qa.pipeline(model=model)`; or as it used to be,
    `qa.pipeline("question-answering", model=model, tokenizer=model)`. A model may be one already loaded, if its tokenizer,
    a fast one, is given too. The device is one of torch's, -1 for the CPU; None leaves the model where it is.
    `QuestionAnswering` tells how to ask, what comes back, and each difference from the pipeline of transformers 5.2.
    """
    if model is None and task != _TASK:
        task, model = _TASK, task
    if task not in (None, _TASK):
        raise ValueError(f"task: must be {_TASK!r}, got {task!r}")
    return QuestionAnswering(_load(MODELS / "reader" if model is None else model, tokenizer, device))


def _load(model: Any, tokenizer: Any, device: int | str | torch.device | None) -> Reader:
    if isinstance(model, str | Path):
        tokenizer = model if tokenizer is None else tokenizer
        model = AutoModelForQuestionAnswering.from_pretrained(checked(model), dtype=torch.float32)
    if isinstance(tokenizer, str | Path):
        tokenizer = AutoTokenizer.from_pretrained(checked(tokenizer))
    if tokenizer is None:
        raise ValueError("tokenizer: must be given with a model that is already loaded, got None")
    if device is not None:
        model.to("cpu" if device == -1 else device)
    return Reader(model, tokenizer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """The options of a call under the names of this package; what of them must be at least 1 is checked."""

    top_k: int
    max_window: int
    stride: int | None
    max_answer: int
    max_question: int
    impossible: bool
    align: bool
    batch_size: int | None

    def __post_init__(self) -> None:
        counted = {"top_k": self.top_k, "max_answer_len": self.max_answer, "max_question_len": self.max_question}
        if self.batch_size is not None:
            counted["batch_size"] = self.batch_size
        for name, value in counted.items():
            if value < 1:
                raise ValueError(f"{name}: must be at least 1, got {value}")
        if self.overlap < 0:
            raise ValueError(f"doc_stride: must be at least 0, got {self.stride}")

    @property
    def overlap(self) -> int:
        return min(self.max_window // 2, 128) if self.stride is None else self.stride


class QuestionAnswering:
    """Answers questions on contexts: called as the pipeline of transformers 5.2 was, with results of the same form.

    What differs from it, beside the answers that these rules change:

    - *One scale.* A score was a softmax within its window, and equal answers were summed over windows, to 1.99 and more.
      Here one softmax runs over all windows: with x the start + end logit of two tokens minus the null of their window,
      a score is exp(x) / Z, summed over the places that hold the same words; Z is 1, for the null, plus the sum of exp(x)
      over all other pairs of tokens of all windows, a start that stands in n windows counting 1/n in each. Scores add up
      to 1 at most, and do not depend on `top_k`. In a single window they are what they were, but for places of the same
      words that were not among its best 12 spans.
    - *One null.* "No answer" got the least null of any window, so that a single one could silence it while the answer came
      from another. Here it gets 1 / Z: it wins where no answer outweighs the null of its own window.
    - *Questions are cut* behind `max_question_len` tokens, as was always documented and, with fast tokenizers, not done.
    - *No nested answers.* No two answers of a `top_k` share a character of the context; the better one stands.
    - *The best place.* Words that occur more than once are reported where they score highest, not where first found, and
      upper and lower case still make no difference.
    - *Whole words at a window's edge*, and no white space around an answer.
    - *The form of a result follows from the call alone*: one question with a `top_k` of 1 gives a dict, a greater `top_k` a
      list, and a list of questions a list, even of one. A list of one came back without its list, as did a lone answer.
    - *Batches without asking*, by length; `batch_size` only caps the windows of a forward pass, and the questions that are
      read ahead from a generator. It was 1.
    - *Errors are `ValueError`s*, also for a missing key, blank text, and a `doc_stride` or `max_seq_len` that leaves a
      window no room (a panic of the tokenizer) or exceeds the model (a shape error). Unknown options are refused, not
      ignored; they belong to the call, not to `pipeline`.
    - *Precision and device*: float32 on the CPU, unless a loaded model or a `device` is given; there it was the precision
      of the file, and a GPU by itself. Slow tokenizers are refused.
    - *Positional input*, which transformers 5 had given up, is taken as by version 4; `data=`, `X=` and `topk=` are not.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __call__(
        self,
        *inputs: Any,
        question: str | Sequence[str] | None = None,
        context: str | Sequence[str] | None = None,
        top_k: int = 1,
        doc_stride: int | None = None,
        max_answer_len: int = 15,
        max_seq_len: int | None = None,
        max_question_len: int = 64,
        handle_impossible_answer: bool = False,
        align_to_words: bool = True,
        batch_size: int | None = None,
    ) -> Any:
        """`{"score", "start", "end", "answer"}`, the best answer; with a `top_k` above 1 a list of them, best first.

        One answer or list for `question=` and `context=`, for two strings, or for one dict with these keys; a list of
        those for a list of questions on one context or on as many, or for a list of dicts; an iterator for a generator
        of dicts. `handle_impossible_answer` lets an empty answer, from 0 to 0, compete. Lengths count tokens: a window has
        at most `max_seq_len` (the model's limit, at most 384) and repeats `doc_stride` of the one before (half of that,
        at most 128). `align_to_words` widens answers to whole words, which suits languages with spaces.

        Raises `ValueError` for an empty or missing question or context, and for an option out of its range.
        """
        options = _Options(
            top_k=top_k,
            max_window=self._max_window(max_seq_len),
            stride=doc_stride,
            max_answer=max_answer_len,
            max_question=max_question_len,
            impossible=handle_impossible_answer,
            align=align_to_words,
            batch_size=batch_size,
        )
        samples, form = _samples(inputs, question, context)
        results = self._results(iter(samples), options)
        if form is dict:
            return next(results)
        return list(results) if form is list else results

    def _max_window(self, max_seq_len: int | None) -> int:
        limit = self._reader.longest_window
        if max_seq_len is None:
            return min(limit, _WINDOW)
        if not 1 <= max_seq_len <= limit:
            raise ValueError(f"max_seq_len: must be from 1 to {limit:,}, the model's limit, got {max_seq_len:,}")
        return max_seq_len

    def _results(self, samples: Iterator[Any], options: _Options) -> Iterator[Found | list[Found]]:
        while pairs := [_pair(sample) for sample in islice(samples, options.batch_size or _AT_ONCE)]:
            for answers in self._answers(pairs, options):
                yield answers[0] if options.top_k == 1 else answers

    def _answers(self, pairs: list[tuple[str, str]], options: _Options) -> list[list[Found]]:
        questions = self._reader.cut([question for question, _ in pairs], max_tokens=options.max_question)
        contexts = [context for _, context in pairs]
        stride, room = options.overlap, self._reader.room(questions, max_window=options.max_window)
        if stride >= room:
            raise ValueError(
                f"doc_stride: must be less than the {room} tokens that a window of max_seq_len={options.max_window} has "
                f"for the context beside the longest question, got {stride}"
            )
        read = list(zip(questions, contexts, strict=True))
        windows = self._reader.windows(read, max_window=options.max_window, stride=stride)
        places: list[list[Span]] = [[] for _ in pairs]
        masses: list[list[float]] = [[] for _ in pairs]
        for window, mass, found in self._decoded(windows, options):
            masses[window.pair].append(mass)
            places[window.pair] += found
        return [_chosen(*one, options) for one in zip(contexts, places, masses, strict=True)]

    def _decoded(self, windows: list[Window], options: _Options) -> Iterator[tuple[Window, float, list[Span]]]:
        """Every window with the log of its sum of exp(x) over all pairs of tokens, its null included, and its best spans."""
        words = _words(windows) if options.align else {}
        seen_in = Counter(start for window in windows for start in set(_starts(window)))
        for chosen, start_logits, end_logits in self._reader.logits(windows, batch_size=options.batch_size):
            inside = mask([window.inside for window in chosen], start_logits)
            starts, ends = start_logits.double(), end_logits.double()
            for row, window in enumerate(chosen):
                starts[row][inside[row]] -= torch.tensor([seen_in[start] for start in _starts(window)]).log()
            masses = _log_masses(starts, ends, inside).tolist()
            count = max(_CANDIDATES, 20 * options.top_k)
            spans = decode(starts, ends, inside, inside, max_tokens=options.max_answer, top_k=count)
            for window, mass, found in zip(chosen, masses, spans, strict=True):
                yield window, mass, [_place(window, span, words) for span in found]


def _samples(inputs: tuple[Any, ...], question: Any, context: Any) -> tuple[Iterable[Any], type]:
    """What was asked, one dict a question, and the type of the result: dict, list or Iterator."""
    if inputs and not (question is None and context is None):
        raise ValueError("question, context: must not be given by name beside a positional input")
    if len(inputs) == 2 and all(isinstance(text, str) for text in inputs):
        return _paired(*inputs)
    if not inputs:
        return _paired(question, context)
    given = inputs[0] if len(inputs) == 1 else list(inputs)
    if isinstance(given, Mapping):
        return _paired(given.get("question"), given.get("context"))
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise ValueError(f"input: must be a dict with a question and a context, or several, got {given!r}")
    return given, list if isinstance(given, list | tuple) else Iterator


def _paired(question: Any, context: Any) -> tuple[list[Any], type]:
    if not isinstance(question, list | tuple):
        return [{"question": question, "context": context}], dict
    contexts = context if isinstance(context, list | tuple) else [context] * len(question)
    if len(contexts) != len(question):
        raise ValueError(f"context: must be one, or one for each of {len(question)} questions, got {len(contexts)}")
    return [{"question": q, "context": c} for q, c in zip(question, contexts, strict=True)], list


def _pair(sample: Any) -> tuple[str, str]:
    if not isinstance(sample, Mapping):
        raise ValueError(f"input: must be a dict with a question and a context, got {sample!r}")
    for name in ("question", "context"):
        text = sample.get(name)
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{name}: must be text and not empty, got {text!r}")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ValueError(f"{name}: must be valid Unicode, got {text!r}")
    return sample["question"], sample["context"]


def _starts(window: Window) -> list[tuple[int, int]]:
    """Where the tokens of the context start: pair and character."""
    return [(window.pair, start) for (start, _), inside in zip(window.offsets, window.inside, strict=True) if inside]


def _words(windows: list[Window]) -> dict[tuple[int, int | None], tuple[int, int]]:
    """The characters of every word, by pair and word, also where windows see it in part."""
    words: dict[tuple[int, int | None], tuple[int, int]] = {}
    for window in windows:
        for word, (start, end), inside in zip(window.words, window.offsets, window.inside, strict=True):
            if inside and word is not None:
                known = words.get((window.pair, word), (start, end))
                words[window.pair, word] = min(start, known[0]), max(end, known[1])
    return words


def _place(window: Window, span: TokenSpan, words: dict[tuple[int, int | None], tuple[int, int]]) -> Span:
    first = words.get((window.pair, window.words[span.start]), window.offsets[span.start])
    last = words.get((window.pair, window.words[span.end]), window.offsets[span.end])
    return Span(first[0], last[1], span.score)


def _log_masses(starts: Tensor, ends: Tensor, inside: Tensor) -> Tensor:
    """The log of the sum of exp(start + end - null) over all pairs of token 0 and the context's tokens, `(windows,)`."""
    counted = inside.clone()
    counted[:, 0] = True
    masses = sum(logits.masked_fill(~counted, -torch.inf).logsumexp(1) for logits in (starts, ends))
    return masses - (starts[:, 0] + ends[:, 0])


def _log_total(masses: list[float]) -> float:
    """The log of Z: the null's 1 once, and what every window has beside it."""
    greatest = max(masses)
    return greatest + log(sum(exp(mass - greatest) for mass in masses) - (len(masses) - 1) * exp(-greatest))


def _chosen(context: str, places: list[Span], masses: list[float], options: _Options) -> list[Found]:
    """The best answers of a context, best first: equal words taken together, no two that overlap."""
    log_total = _log_total(masses)
    scores: defaultdict[tuple[int, int], float] = defaultdict(float)
    for place in places:
        scores[_stripped(context, place.start, place.end)] += exp(place.score - log_total)
    spelt: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end in sorted(scores):
        spelt[context[start:end].lower()].append((start, end))
    spelt.pop("", None)
    answers: list[Found] = []
    for spots in spelt.values():
        start, end = max(spots, key=scores.__getitem__)
        score = min(sum(scores[spot] for spot in spots), 1.0)
        answers.append({"score": score, "start": start, "end": end, "answer": context[start:end]})
    answers = _apart(sorted(answers, key=_by_score), options.top_k)
    if options.impossible or not answers:
        answers.append({"score": exp(-log_total), "start": 0, "end": 0, "answer": ""})
    return sorted(answers, key=_by_score)[: options.top_k]


def _by_score(answer: Found) -> float:
    return -answer["score"]


def _apart(ranked: list[Found], top_k: int) -> list[Found]:
    kept: list[Found] = []
    for answer in ranked:
        if len(kept) == top_k:
            break
        if all(answer["end"] <= other["start"] or other["end"] <= answer["start"] for other in kept):
            kept.append(answer)
    return kept


def _stripped(context: str, start: int, end: int) -> tuple[int, int]:
    text = context[start:end]
    start += len(text) - len(text.lstrip())
    return start, start + len(text.strip())
