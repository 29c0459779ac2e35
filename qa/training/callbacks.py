"""What training runs share: an average of the weights, and a clock that bends the learning rate and tells the time left."""

import time
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments


class AveragedWeights(TrainerCallback):
    """An exponential moving average of the weights; saved and resumed with every checkpoint."""

    def __init__(self, model: nn.Module, *, decay: float, every: int) -> None:
        self.decay = decay
        self.every = every
        self.weights = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        saved = Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / "ema.pt"
        if saved.is_file():
            self.weights = torch.load(saved, weights_only=True)

    @torch.no_grad()
    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        if state.global_step % self.every:
            return
        decay = min(self.decay, state.global_step / (state.global_step + 10 * self.every))  # short memory at first
        for name, value in kwargs["model"].state_dict().items():
            if value.is_floating_point():
                self.weights[name].lerp_(value, 1 - decay)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        torch.save(self.weights, Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / "ema.pt")


class Clock(TrainerCallback):
    """The share of the run that is done, by steps or by minutes; prints the time left and ends the run."""

    def __init__(self, minutes: float | None) -> None:
        self.limit = None if minutes is None else 60 * minutes
        self.began = time.monotonic()

    def done(self, step: int, steps: int) -> float:
        by_time = 0.0 if self.limit is None else (time.monotonic() - self.began) / self.limit
        return min(1.0, max(step / max(1, steps), by_time))

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        saved = Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / "seconds.txt"
        self.began = time.monotonic() - (float(saved.read_text("utf-8")) if saved.is_file() else 0.0)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        control.should_training_stop |= self.done(state.global_step, state.max_steps) >= 1

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        saved = Path(str(args.output_dir)) / f"checkpoint-{state.global_step}" / "seconds.txt"
        saved.write_text(f"{time.monotonic() - self.began:.1f}\n", "utf-8")

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        elapsed = time.monotonic() - self.began
        left = elapsed / max(1e-6, self.done(state.global_step, state.max_steps)) - elapsed
        print(f"step {state.global_step} of {state.max_steps}, {left / 60:.1f} minutes left", flush=True)  # noqa: T201

    def schedule(self, optimizer: Optimizer, steps: int) -> LambdaLR:
        """A rate that warms up over 100 steps, or a tenth of them, then falls linearly to 0 by the clock."""
        warm = min(100, max(1, steps // 10))
        return LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / warm) * (1 - self.done(step, steps)))
