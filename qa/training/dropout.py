"""Dropout that is cheap on a CPU."""

from torch import Tensor, nn


class FeatureDropout(nn.Module):
    """Dropout of whole features: one mask for all tokens of a sequence, so few random numbers are drawn."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, hidden: Tensor) -> Tensor:
        if not self.training or self.p == 0 or hidden.dim() != 3:
            return hidden
        keep = 1 - self.p
        mask = hidden.new_empty(hidden.shape[0], 1, hidden.shape[2])
        return hidden * mask.bernoulli_(keep).div_(keep)


def use_feature_dropout(module: nn.Module, p: float) -> None:
    """Puts `FeatureDropout` in the place of every dropout of the model, and none in its attention.

    Attention reads the rate of its dropout and draws a random number for every pair of tokens: a third of a step.
    """
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, FeatureDropout(0.0 if _attends(module) else p))
        else:
            use_feature_dropout(child, p)


def _attends(module: nn.Module) -> bool:
    """Whether it weighs tokens by each other itself: it projects queries or has them in one matrix with the keys."""
    return any("query" in name or name in ("q_lin", "q_proj", "qkv", "Wqkv") for name, _ in module.named_children())
