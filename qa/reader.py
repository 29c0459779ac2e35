"""Question and passage -> spans: windows, batches, and the way back from tokens to characters."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.decoding import TokenSpan, decode
from qa.inference import MODELS, batches, checked, run
from qa.packing import with_packing
from qa.precision import prepare

_LOADING = Lock()
_CLOSED = re.compile(r"[.,!?]?[”’\"»]")


@dataclass(frozen=True, slots=True)
class Span:
    """`context[start:end]`; `score` is its start + end logit minus the null score of the same window (above 0: answered)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Window:
    """One tokenised slice of a context: token ids and, per token, its characters, its word, and if it is the context's."""

    features: dict[str, list[int]]
    offsets: list[tuple[int, int]]
    words: list[int | None]
    inside: list[bool]
    pair: int
    """The number of its (question, context) pair."""

    def __len__(self) -> int:
        return len(self.offsets)


class Reader:
    """An extractive reader: any `AutoModelForQuestionAnswering` checkpoint with a fast tokenizer."""

    max_window = 256
    """Tokens of a window: question, context slice and special tokens; as many as the reader that ships was trained on."""
    stride = 96
    """Tokens that a window repeats of the one before."""
    max_question = 128
    """Tokens of a question; a longer one is refused, never cut."""
    max_characters = 2000
    """Characters of a question."""

    def __init__(self, model: Any, tokenizer: Any, *, folder: Path | None = None) -> None:
        if not tokenizer.is_fast:
            raise ValueError(f"tokenizer: must be a fast one, which knows offsets, got {type(tokenizer).__name__}")
        self._model = model.eval()
        self._tokenizer = tokenizer
        self.folder = folder
        """Where the weights were read from; None for those of the hub."""
        self._lock = Lock()  # a fast tokenizer must not be used by two threads at once

    @classmethod
    def from_pretrained(
        cls,
        path_or_hub_name: str | Path = MODELS / "reader",
        *,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> "Reader":
        """The reader of a folder or of a name on the Hugging Face hub; without an argument, the one that ships.

        It runs on `device` (None: a GPU where there is one) in `dtype` (None: bfloat16 with heads in float32 where the
        device is faster so, else float32).
        """
        name = checked(path_or_hub_name)
        model = AutoModelForQuestionAnswering.from_pretrained(name, dtype=torch.float32)
        model = with_packing(prepare(model, device=None if device is None else torch.device(device), dtype=dtype))
        folder = Path(name) if Path(name).is_dir() else None
        return cls(model, AutoTokenizer.from_pretrained(name), folder=folder)

    def read(self, question: str, context: str, *, top_k: int = 1) -> list[Span]:
        """The `top_k` best spans of the context, best first, of whole words and at most 30 tokens.

        Raises `ValueError` for an empty question or context, and for a question of more than 128 tokens or 2,000 characters.
        """
        return self.read_batch([(question, context)], top_k=top_k)[0]

    def read_batch(self, pairs: Sequence[tuple[str, str]], *, top_k: int = 1) -> list[list[Span]]:
        """As `read`, for many (question, context) pairs at once: one list of spans a pair, in their order."""
        if top_k < 1:
            raise ValueError(f"top_k: must be at least 1, got {top_k}")
        if not pairs:
            return []
        self.check_questions([question for question, _ in pairs])
        for _, context in pairs:
            if not context.strip():
                raise ValueError(f"context: must not be empty, got {context!r}")
        best: list[dict[tuple[int, int], float]] = [defaultdict(lambda: -torch.inf) for _ in pairs]
        contexts = [context for _, context in pairs]
        for window, token_spans in self._decoded(self.windows(pairs), contexts, top_k):
            found, context = best[window.pair], contexts[window.pair]
            for span in token_spans:
                end = _whole_end(context, window.offsets[span.end][1])
                ends = _balanced(context, window.offsets[span.start][0], end)
                found[ends] = max(found[ends], span.score)
        return [_ranked(found)[:top_k] for found in best]

    def check_questions(self, questions: Iterable[str]) -> None:
        """Raises the `ValueError` of `read` for a question that it would refuse."""
        asked = list(dict.fromkeys(questions))
        for question in asked:
            if not isinstance(question, str) or not question.strip():
                raise ValueError(f"question: must not be empty, got {question!r}")
            if len(question) > self.max_characters:
                raise ValueError(
                    f"question: must have at most {self.max_characters:,} characters, got {len(question):,}"
                )
            if any("\ud800" <= character <= "\udfff" for character in question):
                raise ValueError(f"question: must be valid Unicode, got {question!r}")
        with self._lock:
            encoded = self._tokenizer(asked, add_special_tokens=False, truncation=False, verbose=False)
        longest = max((len(ids) for ids in encoded["input_ids"]), default=0)
        if longest > self.max_question:
            raise ValueError(f"question: must have at most {self.max_question} tokens, got {longest:,}")

    @property
    def longest_window(self) -> int:
        """Tokens of the longest window that the model can read."""
        return int(self._tokenizer.model_max_length)

    def cut(self, questions: Sequence[str], *, max_tokens: int) -> list[str]:
        """The questions, of each what goes beyond its first `max_tokens` tokens left out."""
        return [
            question[: offsets[max_tokens - 1][1]] if len(offsets) > max_tokens else question
            for question, offsets in zip(questions, self._question_offsets(questions), strict=True)
        ]

    def room(self, questions: Sequence[str], *, max_window: int) -> int:
        """Tokens that a window leaves to the context beside the longest of the questions."""
        longest = max(len(offsets) for offsets in self._question_offsets(questions))
        return max_window - longest - int(self._tokenizer.num_special_tokens_to_add(pair=True))

    def _question_offsets(self, questions: Sequence[str]) -> list[list[tuple[int, int]]]:
        options = {"add_special_tokens": False, "truncation": False, "return_offsets_mapping": True, "verbose": False}
        with self._lock:
            encoded = self._tokenizer(list(questions), **options)
        return list(encoded["offset_mapping"])

    def windows(
        self, pairs: Sequence[tuple[str, str]], *, max_window: int | None = None, stride: int | None = None
    ) -> list[Window]:
        """The windows of every (question, context) pair, in order; a stride of 0 lets them share nothing."""
        with self._lock:
            encoded = self._tokenizer(
                [question for question, _ in pairs],
                [context for _, context in pairs],
                truncation="only_second",
                max_length=self.max_window if max_window is None else max_window,
                stride=self.stride if stride is None else stride,
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
                padding=False,
            )
        names = [name for name in self._tokenizer.model_input_names if name in encoded]
        owners = encoded["overflow_to_sample_mapping"]
        windows = []
        for index, (pair, encoding) in enumerate(zip(owners, encoded.encodings, strict=True)):
            features = {name: encoded[name][index] for name in names}
            tokens = zip(encoding.sequence_ids, encoding.offsets, strict=True)
            inside = [sequence == 1 and start < end for sequence, (start, end) in tokens]
            windows.append(Window(features, encoding.offsets, encoding.word_ids, inside, pair))
        return windows

    def logits(
        self, windows: Sequence[Window], *, batch_size: int | None = None
    ) -> Iterator[tuple[list[Window], Tensor, Tensor]]:
        """Batches of windows, the longest first, with their start and end logits, `(windows, tokens)` each."""
        for batch in batches([len(window) for window in windows], self._model):
            step = batch_size or len(batch)
            for first in range(0, len(batch), step):
                chosen = [windows[index] for index in batch[first : first + step]]
                yield chosen, *self._logits([window.features for window in chosen])

    def _decoded(
        self, windows: list[Window], contexts: list[str], top_k: int
    ) -> Iterator[tuple[Window, list[TokenSpan]]]:
        for chosen, start_logits, end_logits in self.logits(windows):
            edges = [_word_edges(contexts[window.pair], window) for window in chosen]
            starts = mask([starts for starts, _ in edges], start_logits)
            ends = mask([ends for _, ends in edges], end_logits)
            yield from zip(chosen, decode(start_logits, end_logits, starts, ends, top_k=top_k), strict=True)

    @torch.inference_mode()
    def _logits(self, features: list[dict[str, list[int]]]) -> tuple[Tensor, Tensor]:
        columns = {name: [window[name] for window in features] for name in features[0]}
        (starts, ends), _ = run(self._tokenizer, columns, self._model, "start_logits", "end_logits")
        return starts.float().cpu(), ends.float().cpu()


def mask(rows: list[list[bool]], like: Tensor) -> Tensor:
    """The rows as one tensor of the shape of `like`, padded with False."""
    padded = torch.zeros(like.shape, dtype=torch.bool)
    for index, row in enumerate(rows):
        padded[index, : len(row)] = torch.tensor(row)
    return padded


def _word_edges(context: str, window: Window) -> tuple[list[bool], list[bool]]:
    """Per token, whether it is the first and whether it is the last of a word of the context."""
    offsets, words, inside = window.offsets, window.words, window.inside
    starts, ends = [False] * len(offsets), [False] * len(offsets)
    for token, (start, end) in enumerate(offsets):
        if not inside[token]:
            continue
        before, after = token > 0 and inside[token - 1], token + 1 < len(offsets) and inside[token + 1]
        same_before = words[token - 1] == words[token] if before else _same_run(context, start)
        same_after = words[token + 1] == words[token] if after else _same_run(context, end)
        starts[token] = not same_before and not _glued(context, start)
        ends[token] = not same_after and not _glued(context, _whole_end(context, end))
    return starts, ends


def _same_run(context: str, position: int) -> bool:
    """Whether letters or digits stand on both sides: a window's edge may cut a word."""
    return 0 < position < len(context) and context[position - 1].isalnum() and context[position].isalnum()


def _glued(context: str, position: int) -> bool:
    """Whether a cut here tears a number (3|.5), initials (U.|N., U.N|.), AT|&T or a character from its combining marks."""
    if 0 < position < len(context) and _combines(context[position]):
        return True
    before, after = context[max(position - 2, 0) : position], context[position : position + 2]
    if before[-1:].isspace() or after[:1].isspace():  # as nearly everywhere
        return False
    if after[:1] == "." and before[:1] == "." and before[1:].isalpha():
        return True
    return _joined(before[-1:], after[:1], after[1:]) or _joined(before[:-1], before[-1:], after[:1])


def _joined(left: str, mark: str, right: str) -> bool:
    """Whether a mark between two digits or two letters makes one word of them."""
    if left.isdigit() and right.isdigit():
        return mark in (".", ",", ":")
    return left.isalpha() and right.isalpha() and mark in (".", "&")


def _combines(character: str) -> bool:
    return character >= "\u0300" and (unicodedata.category(character).startswith("M") or character == "\u200d")


def _whole_end(context: str, end: int) -> int:
    """`end`, moved behind the combining marks that a tokenizer drops."""
    while end < len(context) and _combines(context[end]):
        end += 1
    return end


def _balanced(context: str, start: int, end: int) -> tuple[int, int]:
    """The span with its quotation marks in pairs: a lacking one beside it taken in, a lone outer one left out.

    Between the words and a closing mark there may be a comma or a full stop: a “huge mistake.” is taken whole.
    """
    for opening, closing in (("“", "”"), ("‘", "’"), ('"', '"'), ("«", "»")):
        inside = context[start:end]
        lone = inside.count(opening) % 2 == 1 if opening == closing else inside.count(opening) > inside.count(closing)
        if lone and inside.startswith(opening) and inside[1:].strip() and not context.startswith(closing, end):
            start += len(inside) - len(inside[1:].lstrip())
        elif lone and (found := _CLOSED.match(context, end)) and found.group().endswith(closing):
            end = found.end()
    alone = context[start:end]
    if alone.endswith(("”", "»")) and not any(mark in alone for mark in "“«") and alone[:-1].strip():
        end = start + len(alone[:-1].rstrip())
    return start, end


def _ranked(found: dict[tuple[int, int], float]) -> list[Span]:
    spans = [Span(start, end, score) for (start, end), score in found.items()]
    return sorted(spans, key=lambda span: (-span.score, span.start, span.end))


def default_reader() -> Reader:
    """The reader that ships, loaded once, whichever thread asks first."""
    with _LOADING:
        return _shipped()


@cache
def _shipped() -> Reader:
    return Reader.from_pretrained()
