"""Texts of unequal length side by side in one row, each attending to itself alone: no layer computes padding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from torch.nn.utils.rnn import pad_sequence
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

_ATTENTION = "packed"
_KINDS = {"bert", "electra"}  # whose positions count from 0 and may be given, and whose attention can be exchanged
_ROUND = 16, 64  # tokens: rows of up to 256, and longer ones, have a multiple of so many (see `_filled`)


@dataclass(frozen=True, slots=True)
class Row:
    """Texts side by side: what the model is called with, `(1, tokens)` each, and the tokens of every text."""

    inputs: dict[str, Any]
    lengths: list[int]

    def apart(self, made: Tensor) -> Tensor:
        """`(1, tokens, ...)` of all texts as `(texts, longest, ...)`, padded with 0."""
        return pad_sequence(list(torch.split(made[0, : sum(self.lengths)], self.lengths)), batch_first=True)


def with_packing(model: Any) -> Any:
    """The model, made to read rows of `pack` where it can: an encoder of the BERT kind on a processor."""
    config = model.config
    if model.device.type == "cpu" and config.model_type in _KINDS and not getattr(config, "is_decoder", False):
        AttentionInterface.register(_ATTENTION, _attend)
        AttentionMaskInterface.register(_ATTENTION, sdpa_mask)
        model.set_attn_implementation(_ATTENTION)
    return model


def packs(model: Any) -> bool:
    """Whether the model reads rows of `pack`; it reads padded ones as well."""
    return getattr(getattr(model, "config", None), "_attn_implementation", None) == _ATTENTION


def pack(features: Mapping[str, Sequence[Sequence[int]]]) -> Row:
    """The texts of the features, one behind the other in a row that is filled up to a round number of tokens."""
    lengths = [len(ids) for ids in features["input_ids"]]
    rest = _filled(sum(lengths)) - sum(lengths)
    names = [name for name in ("input_ids", "token_type_ids") if name in features]
    columns = {name: [each for text in features[name] for each in text] + [0] * rest for name in names}
    parts = [*lengths, rest] if rest else lengths
    columns["position_ids"] = [place for length in parts for place in range(length)]
    inputs = {name: torch.tensor([column]) for name, column in columns.items()}
    return Row({**inputs, "lengths": parts}, lengths)


def _filled(tokens: int) -> int:
    """The next round number: kernels are made, and memory is kept, for every length that they meet, so it is one of few."""
    step = _ROUND[tokens > 256]
    return -(-tokens // step) * step


def _attend(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    lengths: Sequence[int] | None = None,
    scaling: float | None = None,
    **options: Any,
) -> tuple[Tensor, None]:
    """The attention of every text to itself: `(1, heads, tokens, size)` each, and `(1, tokens, heads, size)` comes back."""
    if lengths is None:  # padded
        made: Tensor = sdpa_attention_forward(module, query, key, value, attention_mask, scaling=scaling, **options)[0]
        return made, None
    apart = zip(*(torch.split(each, list(lengths), dim=2) for each in (query, key, value)), strict=True)
    attend = _product if query.dtype is torch.bfloat16 else scaled_dot_product_attention
    return torch.cat([attend(*one, scale=scaling) for one in apart], dim=2).transpose(1, 2).contiguous(), None


def _product(query: Tensor, key: Tensor, value: Tensor, *, scale: float | None) -> Tensor:
    """`scaled_dot_product_attention` of one text, which in bfloat16 takes the fused kernel twice the time on a processor."""
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    scores = torch.baddbmm(query.new_empty(1), query[0], key[0].transpose(1, 2), beta=0, alpha=scale)
    return torch.bmm(scores.softmax(dim=-1), value[0]).unsqueeze(0)
