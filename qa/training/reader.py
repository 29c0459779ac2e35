"""Any checkpoint -> an extractive reader, fine-tuned on mixed rows with the Hugging Face `Trainer`."""

import json
import random
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from qa.training.mixing import Mixer, Row, read_rows
from qa.training.settings import Recipe, Settings, Source
from qa.training.windows import WindowDataset, collate, windows


def mix(sources: Iterable[Source], recipe: Recipe, seed: int) -> list[Row]:
    """The shuffled training rows of all sources."""
    rng = random.Random(seed)
    mixers = [(Mixer(read_rows(source.path), recipe), source) for source in sources]
    rows = [row for mixer, s in mixers for row in mixer.epochs(s.times, s.unanswerable_times, rng)]
    rng.shuffle(rows)
    return rows


class FeatureDropout(nn.Module):
    """Dropout of whole features: one mask for all tokens of a sequence, so few random numbers are drawn."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, hidden: Tensor) -> Tensor:
        if not self.training or self.p == 0 or hidden.dim() != 3:
            return hidden
        keep = 1 - self.p
        mask = torch.empty(hidden.shape[0], 1, hidden.shape[2], dtype=hidden.dtype, device=hidden.device)
        return hidden * mask.bernoulli_(keep).div_(keep)


def use_feature_dropout(module: nn.Module, p: float) -> None:
    """Puts `FeatureDropout` in the place of every dropout of the model."""
    for name, child in module.named_children():
        if isinstance(child, nn.Dropout):
            setattr(module, name, FeatureDropout(p))
        else:
            use_feature_dropout(child, p)


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


class ReaderTrainer(Trainer):
    """A `Trainer` whose rate warms up over 100 steps, then falls linearly to 0 by the clock."""

    def __init__(self, *, clock: Clock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clock = clock

    def create_scheduler(self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None) -> LambdaLR:
        def rate(step: int) -> float:
            return min(1.0, (step + 1) / 100) * (1 - self.clock.done(step, num_training_steps))

        chosen = optimizer or self.optimizer
        if chosen is None:
            raise ValueError("the optimizer must be made before its scheduler, got None")
        self.lr_scheduler = LambdaLR(chosen, rate)
        return self.lr_scheduler


def save_reader(
    weights: dict[str, Tensor], model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, out: Path
) -> None:
    """Writes the weights as a float16 reader with its tokenizer; the model keeps float32 weights, now these."""
    model.load_state_dict(weights)
    nn.Module.half(model).save_pretrained(out)
    nn.Module.float(model).load_state_dict(weights)
    tokenizer.save_pretrained(out)


def train(settings: Settings, *, resume: bool = False) -> None:
    """Trains a reader and writes it to `settings.out`, with `training.json`, the settings and counts, beside it.

    `resume` goes on from the last checkpoint there. Faster with a caching allocator: LD_PRELOAD=libtcmalloc_minimal.so.4.
    """
    torch.manual_seed(settings.seed)
    tokenizer = cast(PreTrainedTokenizerFast, AutoTokenizer.from_pretrained(settings.start))
    model = AutoModelForQuestionAnswering.from_pretrained(settings.start, dtype=torch.float32)
    use_feature_dropout(model, settings.dropout)
    rows = mix(settings.sources, settings.recipe, settings.seed)
    made = windows(rows, tokenizer, length=settings.length, stride=settings.stride, seed=settings.seed)
    average = AveragedWeights(model, decay=settings.ema_decay, every=settings.ema_every)
    clock = Clock(settings.minutes)
    trainer = ReaderTrainer(
        model=model,
        args=_arguments(settings),
        train_dataset=WindowDataset(made),
        data_collator=collate,
        callbacks=[average, clock],
        clock=clock,
    )
    result = trainer.train(resume_from_checkpoint=resume)
    save_reader(average.weights, model, tokenizer, settings.out)
    report = {
        "rows": len(rows),
        "windows": len(made),
        "null_windows": sum(window.start == 0 for window in made),
        "steps": result.global_step,
        "seconds": round(result.metrics["train_runtime"]),
    }
    text = json.dumps({"settings": asdict(settings), **report}, default=str, indent=1)
    (settings.out / "training.json").write_text(text + "\n", encoding="utf-8")


def _arguments(settings: Settings) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(settings.out),
        learning_rate=settings.learning_rate,
        num_train_epochs=1,
        max_steps=settings.max_steps,
        per_device_train_batch_size=settings.batch,
        train_sampling_strategy="group_by_length",
        remove_unused_columns=False,
        bf16=settings.bf16,
        use_cpu=not torch.cuda.is_available(),
        optim="adamw_torch_fused",
        weight_decay=0.01,
        save_steps=settings.save_every,
        save_total_limit=1,
        logging_steps=100,
        seed=settings.seed,
        report_to=[],
        disable_tqdm=True,
    )
