"""What the encoder and the reader share when they run: checked weights, a device, and batches sorted by length."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from qa.packing import pack, packs

MODELS = Path(__file__).parent / "models"
"""The folder of the weights that ship."""
_ROUND = 8  # tokens, a multiple of which batches are padded to
_SUMS = "SHA256SUMS"


def verify(folder: Path) -> None:
    """Checks every file that the folder's `SHA256SUMS` names; a folder without that file is taken as it is.

    Raises `ValueError` for a file that is missing or differs (a download cut short, a Git LFS pointer).
    """
    sums = folder / _SUMS
    if not sums.is_file():
        return
    for line in sums.read_text(encoding="utf-8").splitlines():
        expected, name = line.split(maxsplit=1)
        file = folder / name
        if not file.is_file():
            raise ValueError(f"{file}: the model file is missing")
        with file.open("rb") as stream:
            found = file_digest(stream, "sha256").hexdigest()
        if found != expected:
            raise ValueError(f"{file}: SHA-256 must be {expected}, got {found}; the model file is damaged")


def checked(path_or_hub_name: str | Path) -> str:
    """The name for transformers, after `verify`. Raises `ValueError` for what looks like a path and is no folder."""
    path = Path(path_or_hub_name)
    if not path.is_dir() and (
        path.is_absolute() or str(path_or_hub_name).startswith((".", "~")) or len(path.parts) > 2
    ):
        raise ValueError(f"{path_or_hub_name}: there is no such folder, and no hub name is written so")
    verify(path)
    return str(path_or_hub_name)


def pad(tokenizer: Any, features: Mapping[str, Sequence[Sequence[int]]], model: Any) -> Any:
    """The features as `(rows, tokens)` tensors on the model's device, tokens a multiple of 8 where the model takes as many.

    Kernels keep memory for every shape that they meet: with fewer shapes a process stays smaller.
    """
    longest = max(map(len, features["input_ids"]))
    limit = getattr(getattr(model, "config", None), "max_position_embeddings", longest + _ROUND)
    multiple = _ROUND if -(-longest // _ROUND) * _ROUND <= limit else None
    return tokenizer.pad(features, pad_to_multiple_of=multiple, return_tensors="pt").to(model.device)


def run(
    tokenizer: Any, features: Mapping[str, Sequence[Sequence[int]]], model: Any, *names: str
) -> tuple[tuple[Tensor, ...], Tensor]:
    """These tensors of what the model makes of the features, `(rows, tokens, ...)`; and `(rows, tokens)`, 0 for padding.

    Behind a row's own tokens they mean nothing.
    """
    if packs(model):
        row = pack(features)
        made = model(**row.inputs)
        inside = torch.arange(max(row.lengths)) < torch.tensor(row.lengths).unsqueeze(1)
        return tuple(row.apart(getattr(made, name)) for name in names), inside
    inputs = pad(tokenizer, features, model)
    made = model(**inputs)
    return tuple(getattr(made, name) for name in names), inputs["attention_mask"]


def batches(lengths: Sequence[int], model: Any) -> Iterator[list[int]]:
    """Indices of `lengths` in the batches in which the model runs fastest: padded little, or side by side."""
    return length_sorted_batches(lengths, waste=1.0 if packs(model) else 0.2)


def length_sorted_batches(lengths: Sequence[int], *, max_tokens: int = 8192, waste: float = 0.2) -> Iterator[list[int]]:
    """Indices of `lengths`, longest first, in batches that are padded little.

    A batch holds at most `max_tokens` tokens, padding included (one item may exceed it), and its shortest item is at
    most the share `waste` shorter than its longest.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        longest = lengths[batch[0]] if batch else 0
        if batch and ((len(batch) + 1) * longest > max_tokens or lengths[index] < (1 - waste) * longest):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
