"""A sentence encoder -> one that puts a question nearer to the sentence that answers it: contrastive fine-tuning."""

import json
import random
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset
from transformers import AutoModel, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

from qa.precision import training_attention
from qa.training.callbacks import AveragedWeights, Clock
from qa.training.dropout import use_feature_dropout
from qa.training.pages import Page, batches, pages
from qa.training.rows import read_rows
from qa.training.settings import EncoderSettings, Source
from qa.training.trainer import ClockedTrainer, arguments

_KINDS = ("questions", "short", "long")  # what is padded together


class PageBatches(Dataset[list[Page]]):
    """Batches of pages, made beforehand."""

    def __init__(self, made: Sequence[list[Page]]) -> None:
        self.made = made

    def __len__(self) -> int:
        return len(self.made)

    def __getitem__(self, index: int) -> list[Page]:
        return self.made[index]


def collate(batch: Sequence[Page], tokenizer: PreTrainedTokenizerFast, *, length: int) -> dict[str, Any]:
    """The tokens of all questions and of all sentences, these in two halves by length, and what is right and wrong.

    `gold` is `(questions,)`, the number of the sentence that answers, -1 where none does; `counts` is `(questions,
    sentences)` and says which sentences a question must be told apart from, the right one included.
    """
    asked = [each for page in batch for each in page.asked]
    sentences = sorted({each for page in batch for each in page.sentences}, key=lambda each: (len(each), each))
    numbers = {each: number for number, each in enumerate(sentences)}
    half = (len(sentences) + 1) // 2
    texts = ([each.question for each in asked], sentences[:half], sentences[half:] or sentences[:1])
    options = {"padding": True, "truncation": True, "max_length": length, "return_tensors": "pt"}
    counts = torch.ones(len(asked), len(sentences), dtype=torch.bool)
    for row, each in enumerate(asked):
        counts[row, [numbers[text] for text in each.spared if text in numbers]] = False
    gold = torch.tensor([-1 if each.answer is None else numbers[each.answer] for each in asked])
    tokens = {kind: dict(tokenizer(some, **options)) for kind, some in zip(_KINDS, texts, strict=True)}
    return {**tokens, "gold": gold, "counts": counts}


def contrastive_loss(cosines: Tensor, gold: Tensor, counts: Tensor, *, scale: float) -> Tensor:
    """The mean cross entropy of the right sentence among all, and of the question among all that are asked.

    `cosines` are `(questions, sentences)`; they are multiplied with `scale` (van den Oord et al. 2018; in both directions
    as Radford et al. 2021). A question that no sentence answers takes part in the second alone, as a wrong one.
    """
    answered = gold >= 0
    if not answered.any():
        return cosines.sum() * 0
    scores = (cosines * scale).masked_fill(~counts, -torch.inf)
    right = gold[answered]
    forth = nn.functional.cross_entropy(scores[answered], right)
    columns = scores[:, right].T.clone()  # (answered, questions): every question against the sentence of each
    own = torch.arange(len(gold), device=gold.device)[answered]
    same = (gold.unsqueeze(0) == right.unsqueeze(1)) & (own.unsqueeze(1) != torch.arange(len(gold), device=gold.device))
    back = nn.functional.cross_entropy(columns.masked_fill(same, -torch.inf), own)
    return (forth + back) / 2


class EncoderTrainer(ClockedTrainer):
    """Trains on the contrastive loss of cosines times `scale`."""

    def __init__(self, *, scale: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale

    def compute_loss(self, model: Any, inputs: dict[str, Any], *args: Any, **kwargs: Any) -> Tensor:
        questions, short, long = (_vectors(model, inputs[kind]) for kind in _KINDS)
        sentences = torch.cat([short, long])[: inputs["counts"].shape[1]]
        return contrastive_loss(questions @ sentences.T, inputs["gold"], inputs["counts"], scale=self.scale)


def _vectors(model: Any, tokens: dict[str, Tensor]) -> Tensor:
    hidden = model(**tokens).last_hidden_state.float()
    mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
    return nn.functional.normalize((hidden * mask).sum(dim=1) / mask.sum(dim=1), dim=1)


def mix_pages(sources: Iterable[Source], rng: random.Random) -> list[Page]:
    """The pages of all sources, their rows drawn as often as each source says."""
    made = []
    for source in sources:
        drawn = []
        for row in read_rows(source.path):
            times = source.times if row.answers else source.unanswerable_times
            drawn += [row] * (int(times) + (rng.random() < times % 1))
        made += pages(drawn, rng)
    return made


def train(settings: EncoderSettings, *, resume: bool = False) -> None:
    """Trains an encoder and writes it to `settings.out`, with `training.json`, the settings and counts, beside it.

    What is written is `keep` times the starting weights plus the rest of the averaged new ones. `resume` goes on from the
    last checkpoint there.
    """
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)
    tokenizer = cast(PreTrainedTokenizerFast, AutoTokenizer.from_pretrained(settings.start))
    options = {"dtype": torch.float32, "attn_implementation": training_attention()}
    model = AutoModel.from_pretrained(settings.start, **options)
    use_feature_dropout(model, settings.dropout)
    first = {name: value.detach().clone() for name, value in model.state_dict().items()}
    made = list(batches(mix_pages(settings.sources, rng), texts=settings.batch, rng=rng))
    average = AveragedWeights(model, decay=settings.ema_decay, every=settings.ema_every)
    clock = Clock(settings.minutes)
    trainer = EncoderTrainer(
        model=model,
        args=arguments(settings, per_device_train_batch_size=1, logging_steps=50),
        train_dataset=PageBatches(made),
        data_collator=lambda batch: collate(batch[0], tokenizer, length=settings.length),
        callbacks=[average, clock],
        clock=clock,
        scale=settings.scale,
    )
    result = trainer.train(resume_from_checkpoint=resume)
    kept = {name: average.weights[name].lerp(value, settings.keep) for name, value in first.items()}
    _save(kept, model, tokenizer, settings)
    asked = sum(len(page.asked) for batch in made for page in batch)
    report = {"questions": asked, "steps": result.global_step, "seconds": round(result.metrics["train_runtime"])}
    text = json.dumps({"settings": asdict(settings), **report}, default=str, indent=1)
    (settings.out / "training.json").write_text(text + "\n", encoding="utf-8")


def _save(
    weights: dict[str, Tensor], model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, settings: EncoderSettings
) -> None:
    """Writes the weights as a float16 encoder, with its tokenizer, and sentence-transformers' own files if it had some."""
    model.load_state_dict(weights)
    nn.Module.half(model).save_pretrained(settings.out)
    tokenizer.save_pretrained(settings.out)
    if (settings.start / "modules.json").is_file():
        for name in ("modules.json", "sentence_bert_config.json", "config_sentence_transformers.json"):
            shutil.copy(settings.start / name, settings.out / name)
        shutil.copytree(settings.start / "1_Pooling", settings.out / "1_Pooling", dirs_exist_ok=True)
