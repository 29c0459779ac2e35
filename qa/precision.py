"""Where the models run and how exactly they compute: the device, and bfloat16 where the device multiplies it faster."""

from functools import cache
from typing import Any

import torch
from torch import Tensor, nn


@cache
def default_device() -> torch.device:
    """The first GPU (CUDA or Metal) where there is one, else the processor."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def fast_dtype(device: torch.device) -> torch.dtype:
    """The type in which the device multiplies matrices fastest without harm to the answers.

    bfloat16 on GPUs of the Ampere kind or newer and on processors with AMX or AVX-512 BF16, else float32. float16 is slow
    on processors, and int8 moves logits further than the probabilities bear (`tests/benchmarks/README.md`).
    """
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    known = torch.cpu.get_capabilities() if device.type == "cpu" and hasattr(torch.cpu, "get_capabilities") else {}
    return torch.bfloat16 if known.get("amx_bf16") or known.get("avx512_bf16") else torch.float32


def training_attention() -> str:
    """The attention that trains fastest: "eager" on a processor with AMX, else the fused "sdpa".

    Backward in bfloat16 the fused one takes 57 ms a layer with AMX and the eager one 16; without AMX it is the faster.
    """
    return "eager" if default_device().type == "cpu" and torch.cpu._is_amx_tile_supported() else "sdpa"


def prepare(model: Any, *, device: torch.device | None = None, dtype: torch.dtype | None = None) -> Any:
    """The float32 model on the device, its layers in `dtype`, its heads in float32; None: the defaults of this machine.

    Heads are what a model has besides its `base_model`: a few thousand numbers, whose rounding would be the logits'. What
    goes into them is widened. A model that is its own base, such as an encoder, is cast whole.
    """
    model = model.eval().to(device or default_device())
    dtype = dtype or fast_dtype(next(model.parameters()).device)
    if dtype is torch.float32:
        return model
    model.base_model.to(dtype)
    for head in model.children() if model.base_model is not model else ():
        if head is not model.base_model:
            head.register_forward_pre_hook(_widen)
    return model


def _widen(_: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Every tensor of numbers with a fraction as float32."""
    return tuple(each.float() if isinstance(each, Tensor) and each.is_floating_point() else each for each in given)
