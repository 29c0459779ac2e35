"""Training rows -> tokenised windows with the answer's tokens -> padded batches."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerFast

from qa.training.rows import Row

QUESTION_LETTERS = 250  # a longer question is cut, so that the passage always fits into the window
MULTIPLE = 16  # lengths are padded to multiples of it: fewer shapes, and the allocator finds its blocks again


@dataclass(frozen=True, slots=True)
class Window:
    """One tokenised slice of a question and its context; start and end are 0 (the null answer) where it has none."""

    input_ids: NDArray[np.uint16]
    first_context_token: int
    start: int
    end: int


def windows(
    rows: Sequence[Row], tokenizer: PreTrainedTokenizerFast, *, length: int, stride: int, seed: int
) -> list[Window]:
    """The rows' windows; of several reference answers one is drawn, the more frequent the likelier."""
    rng, made = random.Random(seed), []
    for at in range(0, len(rows), 1000):
        batch = rows[at : at + 1000]
        encoded = tokenizer(
            [row.question[:QUESTION_LETTERS] for row in batch],
            [row.context for row in batch],
            truncation="only_second",
            max_length=length,
            stride=stride,
            return_overflowing_tokens=True,
        )
        chosen = [rng.choice(row.answers) if row.answers else None for row in batch]
        for owner, encoding in zip(encoded["overflow_to_sample_mapping"], encoded.encodings, strict=True):
            first = encoding.type_ids.index(1)
            start, end = _token_range(encoding.offsets, first, chosen[owner])
            made.append(Window(np.array(encoding.ids, np.uint16), first, start, end))
    return made


def _token_range(offsets: list[tuple[int, int]], first: int, answer: tuple[int, int] | None) -> tuple[int, int]:
    """First and last token of the answer, or (0, 0) where the window does not hold all of it."""
    if answer is None or answer[0] < offsets[first][0] or answer[1] > offsets[-2][1]:
        return 0, 0
    inside = [i for i in range(first, len(offsets) - 1) if offsets[i][0] < answer[1] and offsets[i][1] > answer[0]]
    return (inside[0], inside[-1]) if inside else (0, 0)


class WindowDataset(Dataset[dict[str, Any]]):
    """Windows as the `Trainer` takes them."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self.windows = windows

    def __len__(self) -> int:
        return len(self.windows)

    def __getitem__(self, index: int) -> dict[str, Any]:
        window = self.windows[index]
        return {"input_ids": window.input_ids, "window": window}


def collate(features: Sequence[dict[str, Any]]) -> dict[str, Tensor]:
    """A batch: tensors of (windows, tokens), padded with 0 (BERT's [PAD]) to a multiple of 16 tokens."""
    batch: list[Window] = [feature["window"] for feature in features]
    longest = max(len(window.input_ids) for window in batch)
    shape = (len(batch), -(-longest // MULTIPLE) * MULTIPLE)
    ids, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    for i, window in enumerate(batch):
        count = len(window.input_ids)
        ids[i, :count] = torch.from_numpy(window.input_ids.astype(np.int64))
        mask[i, :count] = 1
        types[i, window.first_context_token : count] = 1
    return {
        "input_ids": ids,
        "attention_mask": mask,
        "token_type_ids": types,
        "start_positions": torch.tensor([window.start for window in batch]),
        "end_positions": torch.tensor([window.end for window in batch]),
    }
