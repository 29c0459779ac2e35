"""A sentence encoder -> one that puts a question nearer to the sentence that answers it: contrastive fine-tuning."""

import json
import random
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR

from qa.encoder import Encoder
from qa.precision import training_attention
from qa.training.callbacks import AveragedWeights, Clock
from qa.training.dropout import use_feature_dropout
from qa.training.pairs import Pair, mine_pairs
from qa.training.rows import read_rows
from qa.training.settings import EncoderSettings, Source


class EncoderTrainer(SentenceTransformerTrainer):
    """A `SentenceTransformerTrainer` whose learning rate follows the clock."""

    def __init__(self, *, clock: Clock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clock = clock

    def create_scheduler(self, num_training_steps: int, optimizer: torch.optim.Optimizer | None = None) -> LambdaLR:
        chosen = optimizer or self.optimizer
        if chosen is None:
            raise ValueError("the optimizer must be made before its scheduler, got None")
        self.lr_scheduler = self.clock.schedule(chosen, num_training_steps)
        return self.lr_scheduler


def mix_pairs(sources: Iterable[Source], encoder: Encoder, *, seed: int, bf16: bool) -> list[Pair]:
    """The shuffled pairs of all sources, each row drawn as often as its source says."""
    rng, drawn = random.Random(seed), []
    for source in sources:
        rows = read_rows(source.path)
        chosen = [row for row in rows for _ in range(int(source.times) + (rng.random() < source.times % 1))]
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            drawn += mine_pairs(chosen, encoder, seed=seed)
    rng.shuffle(drawn)
    return drawn


def train(settings: EncoderSettings, *, resume: bool = False) -> None:
    """Trains an encoder and writes it to `settings.out`, with `training.json`, the settings and counts, beside it.

    The loss is the cross entropy of the right sentence among those of the whole batch and their hard negatives, of cosines
    times `scale` (van den Oord et al. 2018; Henderson et al. 2017). What is written is `keep` times the starting weights
    plus the rest of the averaged new ones. `resume` goes on from the last checkpoint there.
    """
    torch.manual_seed(settings.seed)
    drawn = mix_pairs(settings.sources, Encoder.from_pretrained(settings.start), seed=settings.seed, bf16=settings.bf16)
    options = {"attn_implementation": training_attention(), "dtype": torch.float32}
    model = SentenceTransformer(str(settings.start), device=_device(), model_kwargs=options)
    longest, model.max_seq_length = model.max_seq_length, settings.length
    use_feature_dropout(model, settings.dropout)
    first = {name: value.detach().clone() for name, value in model.state_dict().items()}
    average = AveragedWeights(model, decay=settings.ema_decay, every=settings.ema_every)
    clock = Clock(settings.minutes)
    trainer = EncoderTrainer(
        model=model,
        args=_arguments(settings),
        train_dataset=Dataset.from_list([asdict(pair) for pair in drawn]),
        loss=MultipleNegativesRankingLoss(model, scale=settings.scale),
        callbacks=[average, clock],
        clock=clock,
    )
    result = trainer.train(resume_from_checkpoint=resume)
    model.max_seq_length = longest
    _save({name: average.weights[name].lerp(first[name], settings.keep) for name in first}, model, settings.out)
    report = {"pairs": len(drawn), "steps": result.global_step, "seconds": round(result.metrics["train_runtime"])}
    text = json.dumps({"settings": asdict(settings), **report}, default=str, indent=1)
    (settings.out / "training.json").write_text(text + "\n", encoding="utf-8")


def _save(weights: dict[str, Tensor], model: SentenceTransformer, out: Path) -> None:
    """Writes the weights as a float16 encoder, with its tokenizer and sentence-transformers' own files."""
    model.load_state_dict(weights)
    nn.Module.half(model)
    model.save(str(out), create_model_card=False)


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def _arguments(settings: EncoderSettings) -> SentenceTransformerTrainingArguments:
    return SentenceTransformerTrainingArguments(
        output_dir=str(settings.out),
        learning_rate=settings.learning_rate,
        num_train_epochs=1,
        max_steps=settings.max_steps,
        per_device_train_batch_size=settings.batch,
        batch_sampler="no_duplicates",
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
