"""Start and end logits -> the best spans of each window, over its own null score. Pure tensors: no text, no model."""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens `start` to `end`, both included, of one window; `score` is start + end logit minus the window's null."""

    start: int
    end: int
    score: float


def decode(
    start_logits: Tensor,
    end_logits: Tensor,
    start_allowed: Tensor,
    end_allowed: Tensor,
    *,
    max_tokens: int = 30,
    top_k: int = 1,
) -> list[list[TokenSpan]]:
    """The `top_k` best spans of every window, best first (fewer where fewer are allowed).

    All four tensors are `(windows, tokens)`; the last two are boolean and say where a span may start and end. A span has
    at most `max_tokens` tokens and never ends before it starts. The null score is that of token 0, the `[CLS]` or `<s>`
    on which readers of the SQuAD 2.0 kind put "no answer" (Devlin et al. 2019, section 4.3); with it subtracted, spans of
    all windows and passages stand on one scale.
    """
    tokens = start_logits.shape[1]
    width = min(max_tokens, tokens)
    null = start_logits[:, 0] + end_logits[:, 0]
    starts = start_logits.masked_fill(~start_allowed, -torch.inf)
    ends = end_logits.masked_fill(~end_allowed, -torch.inf)
    padded = torch.nn.functional.pad(ends, (0, width - 1), value=-torch.inf)
    band = starts.unsqueeze(2) + padded.unfold(1, width, 1)  # (windows, tokens, width): start x length - 1
    scores, cells = band.flatten(1).topk(min(top_k, tokens * width), dim=1)
    scores = scores - null.unsqueeze(1)
    return [
        [
            TokenSpan(cell // width, cell // width + cell % width, score)
            for cell, score in zip(window_cells, window_scores, strict=True)
            if score > -torch.inf
        ]
        for window_cells, window_scores in zip(cells.tolist(), scores.tolist(), strict=True)
    ]
