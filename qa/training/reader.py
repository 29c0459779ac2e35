"""Any checkpoint -> an extractive reader, fine-tuned on mixed rows with the Hugging Face `Trainer`."""

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

from qa.precision import training_attention
from qa.training.callbacks import AveragedWeights, Clock
from qa.training.dropout import use_feature_dropout
from qa.training.mixing import Mixer
from qa.training.rows import Row, read_rows
from qa.training.settings import Settings
from qa.training.siblings import Siblings
from qa.training.trainer import ClockedTrainer, arguments
from qa.training.windows import WindowDataset, collate, windows


def mix(settings: Settings) -> list[Row]:
    """The shuffled training rows of all sources."""
    rng, rows = random.Random(settings.seed), []
    for source in settings.sources:
        read = read_rows(source.path)
        siblings = Siblings(read) if settings.siblings == "retriever" and settings.recipe.sibling else None
        mixer = Mixer(read, settings.recipe, siblings=siblings)
        rows += list(mixer.epochs(source.times, source.unanswerable_times, rng))
    rng.shuffle(rows)
    return rows


def save_reader(
    weights: dict[str, Tensor], model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, out: Path
) -> None:
    """Writes the weights as a float16 reader with its tokenizer; the model keeps float32 weights, now these."""
    model.load_state_dict(weights)
    nn.Module.half(model).save_pretrained(out)
    nn.Module.float(model).load_state_dict(weights)
    tokenizer.save_pretrained(out)


def divergence(first: Tensor, second: Tensor) -> Tensor:
    """The mean symmetric Kullback-Leibler divergence, in nats, of two batches of logits, each `(windows, tokens)`.

    It is the regularisation of R-Drop (Liang et al. 2021, equation 2).
    """
    one, other = (nn.functional.log_softmax(logits.float(), dim=-1) for logits in (first, second))
    return ((one.exp() - other.exp()) * (one - other)).sum(dim=-1).mean() / 2


class ReaderTrainer(ClockedTrainer):
    """Trains on the cross entropy of start and end, plus `consistency` times the divergence of two readings."""

    def __init__(self, *, consistency: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.consistency = consistency

    def compute_loss(self, model: Any, inputs: dict[str, Tensor], *args: Any, **kwargs: Any) -> Any:
        if not self.consistency:
            return super().compute_loss(model, inputs, *args, **kwargs)
        read = model(**{name: torch.cat([value, value]) for name, value in inputs.items()})
        apart = [divergence(*logits.chunk(2)) for logits in (read.start_logits, read.end_logits)]
        return read.loss + self.consistency * (apart[0] + apart[1]) / 2


def train(settings: Settings, *, resume: bool = False) -> None:
    """Trains a reader and writes it to `settings.out`, with `training.json`, the settings and counts, beside it.

    `resume` goes on from the last checkpoint there. Faster with a caching allocator: LD_PRELOAD=libtcmalloc_minimal.so.4.
    """
    torch.manual_seed(settings.seed)
    tokenizer = cast(PreTrainedTokenizerFast, AutoTokenizer.from_pretrained(settings.start))
    options = {"dtype": torch.float32, "attn_implementation": training_attention()}
    model = AutoModelForQuestionAnswering.from_pretrained(settings.start, **options)
    use_feature_dropout(model, settings.dropout)
    rows = mix(settings)
    made = windows(rows, tokenizer, length=settings.length, stride=settings.stride, seed=settings.seed)
    average = AveragedWeights(model, decay=settings.ema_decay, every=settings.ema_every)
    clock = Clock(settings.minutes)
    trainer = ReaderTrainer(
        model=model,
        args=arguments(
            settings,
            per_device_train_batch_size=settings.batch,
            train_sampling_strategy="group_by_length",
            logging_steps=100,
        ),
        train_dataset=WindowDataset(made),
        data_collator=collate,
        callbacks=[average, clock],
        clock=clock,
        consistency=settings.consistency,
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
