"""What a training run is told: the sources, how their rows are mixed, and the numbers of the run. Imports nothing heavy."""

import argparse
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Recipe:
    """Shares of the rows drawn that are changed in each way; `passage_words` are the shortest and longest crop."""

    removed: float = 0.08
    """Answerable rows made unanswerable: the answer's sentences removed."""
    sibling: float = 0.10
    """Answerable rows made unanswerable: on the most similar passage without the answer."""
    exchanged: float = 0.08
    """Answerable rows made unanswerable: a name, number or antonym exchanged in the question, or the question negated."""
    cropped: float = 0.45
    """Contexts cropped to a passage; longer ones than 150 words always are."""
    distracted: float = 0.10
    """The sibling's sentence most like the question put before or behind the context."""
    untidy: float = 0.12
    """Question mark dropped, half of them in lower case."""
    misspelt: float = 0.04
    """Two letters of a word exchanged."""
    passage_words: tuple[int, int] = (60, 120)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of rows, and how many times its answerable and unanswerable rows are drawn, each time changed anew.

    A `path` where no file is stands for a name that Hugging Face `datasets` loads (`rajpurkar/squad_v2`), or its folder.
    """

    path: Path
    times: float = 1.0
    unanswerable_times: float = 1.0

    @classmethod
    def parse(cls, text: str) -> "Source":
        """FILE, FILE:TIMES or FILE:TIMES:UNANSWERABLE_TIMES. Raises `ValueError` for anything else."""
        path, *times = text.split(":")
        try:
            numbers = [float(number) for number in times] or [1.0]
        except ValueError as error:
            raise ValueError(f"source: must be FILE:TIMES:UNANSWERABLE_TIMES, got {text!r}") from error
        if len(numbers) > 2:
            raise ValueError(f"source: must be FILE:TIMES:UNANSWERABLE_TIMES, got {text!r}")
        return cls(Path(path), numbers[0], numbers[-1])


@dataclass(frozen=True, slots=True)
class Settings:
    """One run, from the checkpoint `start` to the reader `out`.

    `minutes`, where given, bends the decay of the rate so that it is 0 by then, whatever the machine's speed. Windows have
    at most `length` tokens, `stride` of which they repeat.
    """

    start: Path
    out: Path
    sources: tuple[Source, ...]
    learning_rate: float = 1.2e-4
    batch: int = 32
    minutes: float | None = None
    max_steps: int = -1
    length: int = 256
    stride: int = 64
    dropout: float = 0.1
    consistency: float = 0.0
    """Weight of the divergence between two readings of a window under different dropout (R-Drop); above 0 it costs twice."""
    ema_decay: float = 0.995
    ema_every: int = 5
    save_every: int = 500
    seed: int = 1
    bf16: bool = True
    siblings: Literal["retriever", "words"] = "retriever"
    """How a similar passage without the answer is found; by words is rougher, and saves embedding all contexts."""
    recipe: Recipe = field(default_factory=Recipe)


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """One contrastive run, from the encoder `start` to the encoder `out`; `minutes` as in `Settings`.

    A batch holds about `batch` texts, questions and sentences together; a text counts to its token number `length`.
    """

    start: Path
    out: Path
    sources: tuple[Source, ...]
    learning_rate: float = 3e-5
    batch: int = 192
    minutes: float | None = None
    max_steps: int = -1
    length: int = 96
    dropout: float = 0.1
    scale: float = 20.0
    """What the cosines are multiplied with before the softmax over the batch."""
    keep: float = 0.5
    """The share of the starting weights in those that are written (Wortsman et al. 2022)."""
    ema_decay: float = 0.99
    ema_every: int = 5
    save_every: int = 500
    seed: int = 1
    bf16: bool = True


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for every number of `Settings` and `Recipe`."""
    _add_files(parser)
    ways = ("retriever", "words")
    parser.add_argument("--siblings", choices=ways, default=ways[0], help="how they are found (%(default)s)")
    parser.add_argument("--passage-words", type=int, nargs=2, default=Recipe().passage_words, metavar=("LEAST", "MOST"))
    for kind in (Settings(Path(), Path(), ()), Recipe()):
        _add_numbers(parser, kind)


def add_encoder_options(parser: argparse.ArgumentParser) -> None:
    """An option for every number of `EncoderSettings`."""
    _add_files(parser)
    _add_numbers(parser, EncoderSettings(Path(), Path(), ()))


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--start", type=Path, required=True, metavar="FOLDER", help="the checkpoint to start from")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the weights are written")
    parser.add_argument(
        "--source",
        dest="sources",
        action="append",
        type=Source.parse,
        required=True,
        metavar="FILE:TIMES:UNANSWERABLE_TIMES",
        help="JSON lines, or a name for Hugging Face datasets, and how often its rows are drawn; may be repeated",
    )
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in --out")
    parser.add_argument("--minutes", type=float, help="end by then, the learning rate falling to 0")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True, help="compute in bfloat16")


def _add_numbers(parser: argparse.ArgumentParser, kind: Any) -> None:
    for entry in fields(kind):
        value = getattr(kind, entry.name)
        if type(value) in (int, float):
            parser.add_argument(
                f"--{entry.name.replace('_', '-')}", type=type(value), default=value, help="(%(default)s)"
            )


def from_options(options: argparse.Namespace) -> Settings:
    """The reader's settings of parsed options."""
    recipe = Recipe(**{entry.name: _as_tuple(getattr(options, entry.name)) for entry in fields(Recipe)})
    names = {entry.name for entry in fields(Settings)} - {"recipe"}
    return Settings(recipe=recipe, **{name: _as_tuple(getattr(options, name)) for name in names})


def encoder_from_options(options: argparse.Namespace) -> EncoderSettings:
    """The encoder's settings of parsed options."""
    return EncoderSettings(**{entry.name: _as_tuple(getattr(options, entry.name)) for entry in fields(EncoderSettings)})


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
