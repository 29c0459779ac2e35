"""Sentences and questions -> unit vectors whose inner product is their cosine."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, AutoTokenizer

from qa.inference import MODELS, batches, checked, run
from qa.packing import with_packing
from qa.precision import prepare

Vectors = npt.NDArray[np.float32]
_MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained with

_LOADING = Lock()


class Encoder:
    """A sentence encoder: mean pooling over the attention mask, then division by the norm."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model = model.eval()
        self._tokenizer = tokenizer
        self._lock = Lock()  # a fast tokenizer must not be used by two threads at once

    @classmethod
    def from_pretrained(
        cls,
        path_or_hub_name: str | Path = MODELS / "encoder",
        *,
        device: str | torch.device | None = None,
        dtype: torch.dtype | None = None,
    ) -> "Encoder":
        """The encoder of a folder or of a name on the Hugging Face hub; without an argument, the one that ships.

        `device` and `dtype` as for `Reader.from_pretrained`; vectors are always float32.
        """
        name = checked(path_or_hub_name)
        model = AutoModel.from_pretrained(name, dtype=torch.float32)
        model = with_packing(prepare(model, device=None if device is None else torch.device(device), dtype=dtype))
        return cls(model, AutoTokenizer.from_pretrained(name))

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._model.config.hidden_size)

    @property
    def vocabulary(self) -> dict[str, int]:
        """The tokens that it knows, pieces of words among them, each with its number."""
        return dict(self._tokenizer.get_vocab())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """`(texts, dimensions)` unit vectors, in the order of the texts; a text counts to its 256th token."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        with self._lock:
            encoded = self._tokenizer(list(texts), truncation=True, max_length=_MAX_TOKENS, padding=False)
        names = [name for name in self._tokenizer.model_input_names if name in encoded]
        for batch in batches([len(ids) for ids in encoded["input_ids"]], self._model):
            features = {name: [encoded[name][index] for index in batch] for name in names}
            vectors[batch] = self._pooled(features)
        return vectors

    @torch.inference_mode()
    def _pooled(self, features: Mapping[str, Sequence[Sequence[int]]]) -> Vectors:
        (hidden,), inside = run(self._tokenizer, features, self._model, "last_hidden_state")
        hidden = hidden.float()  # (texts, tokens, dimensions)
        mask = inside.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
        unit: Vectors = torch.nn.functional.normalize(mean, dim=1).cpu().numpy()
        return unit


def default_encoder() -> Encoder:
    """The encoder that ships, loaded once, whichever thread asks first."""
    with _LOADING:
        return _shipped()


@cache
def _shipped() -> Encoder:
    return Encoder.from_pretrained()


@cache
def common_words() -> Mapping[str, int]:
    """The words in lower case that the encoder that ships knows whole, each with its rank, the most frequent lowest."""
    return {word: rank for word, rank in default_encoder().vocabulary.items() if word.isalpha()}
