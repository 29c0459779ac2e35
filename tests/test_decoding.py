import pytest
import torch
from torch import Tensor

from qa.decoding import decode


def brute_force(
    start: list[float], end: list[float], may_start: list[bool], may_end: list[bool], max_tokens: int
) -> list[tuple[int, int, float]]:
    null = start[0] + end[0]
    spans = [
        (a, b, start[a] + end[b] - null)
        for a in range(len(start))
        for b in range(a, len(end))
        if may_start[a] and may_end[b] and b - a < max_tokens
    ]
    return sorted(spans, key=lambda span: (-span[2], span[0], span[1]))


def random_windows(windows: int, tokens: int, seed: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    start, end = torch.randn(2, windows, tokens, generator=generator) * 4
    may_start, may_end = torch.rand(2, windows, tokens, generator=generator) > 0.3
    may_start[:, 0] = may_end[:, 0] = False
    return start, end, may_start, may_end


@pytest.mark.parametrize("windows", [1, 64])
@pytest.mark.parametrize(("tokens", "max_tokens"), [(384, 30), (40, 30), (7, 30), (50, 1)])
def test_agrees_with_brute_force(windows: int, tokens: int, max_tokens: int) -> None:
    start, end, may_start, may_end = random_windows(windows, tokens, seed=tokens + windows)
    found = decode(start, end, may_start, may_end, max_tokens=max_tokens, top_k=10)
    assert len(found) == windows
    for window in range(windows):
        a, b, c, d = (tensor[window].tolist() for tensor in (start, end, may_start, may_end))
        expected = brute_force(a, b, c, d, max_tokens)[:10]
        assert [(span.start, span.end) for span in found[window]] == [(a, b) for a, b, _ in expected]
        assert [span.score for span in found[window]] == pytest.approx([score for *_, score in expected], abs=1e-3)


def test_batch_gives_what_each_window_gives_alone() -> None:
    tensors = random_windows(64, 120, seed=5)
    together = decode(*tensors, top_k=5)
    for window in range(64):
        assert decode(*(tensor[window : window + 1] for tensor in tensors), top_k=5)[0] == together[window]


def test_nothing_allowed_gives_no_span() -> None:
    logits, nowhere = torch.zeros(2, 5), torch.zeros(2, 5, dtype=torch.bool)
    assert decode(logits, logits, nowhere, nowhere) == [[], []]


def test_score_is_over_the_null_of_its_own_window() -> None:
    start = torch.tensor([[1.0, 5.0, 0.0], [4.0, 5.0, 0.0]])
    end = torch.tensor([[1.0, 0.0, 6.0], [4.0, 0.0, 6.0]])
    allowed = torch.tensor([[False, True, True]] * 2)
    assert [spans[0].score for spans in decode(start, end, allowed, allowed)] == [9.0, 3.0]
