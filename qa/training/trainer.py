"""What the trainings of the reader and of the encoder share: a learning rate by the clock, and the arguments of a run."""

from typing import Any

import torch
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR
from transformers import Trainer, TrainingArguments

from qa.training.callbacks import Clock
from qa.training.settings import EncoderSettings, Settings


class ClockedTrainer(Trainer):
    """A `Trainer` whose learning rate follows the clock."""

    def __init__(self, *, clock: Clock, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clock = clock

    def create_scheduler(self, num_training_steps: int, optimizer: Optimizer | None = None) -> LambdaLR:
        chosen = optimizer or self.optimizer
        if chosen is None:
            raise ValueError("the optimizer must be made before its scheduler, got None")
        self.lr_scheduler = self.clock.schedule(chosen, num_training_steps)
        return self.lr_scheduler


def arguments(settings: Settings | EncoderSettings, **others: Any) -> TrainingArguments:
    """One pass over the data with AdamW, by the settings; `others` as `TrainingArguments` takes them."""
    return TrainingArguments(
        output_dir=str(settings.out),
        learning_rate=settings.learning_rate,
        num_train_epochs=1,
        max_steps=settings.max_steps,
        remove_unused_columns=False,
        bf16=settings.bf16,
        use_cpu=not torch.cuda.is_available(),
        optim="adamw_torch_fused",
        weight_decay=0.01,
        save_steps=settings.save_every,
        save_total_limit=1,
        seed=settings.seed,
        report_to=[],
        disable_tqdm=True,
        **others,
    )
