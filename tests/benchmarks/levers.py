"""What would make the reader faster, on its real weights and the windows that the chain really makes: ratios in one run.

`python -m tests.benchmarks.levers --data DATA`, in a virtual environment that also has onnx, onnxruntime, onnxscript,
openvino and nncf; what is not installed is left out. See the README.
"""

import argparse
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.evaluation import evaluate
from qa.inference import MODELS
from qa.library import Library
from qa.loading import load
from qa.packing import pack, with_packing
from qa.precision import prepare
from qa.questions import read_questions
from qa.reader import Reader
from qa.reading import read_passages
from tests.benchmarks.against import machine
from tests.benchmarks.systems import CLOCKS

Inputs = dict[str, Tensor]
Logits = tuple[Tensor, Tensor]
Run = Callable[[Inputs], Logits]
BASE = "float32, sdpa"
BATCH = 32
_CALIBRATING = 128  # batches that OpenVINO's int8 takes its ranges from


@dataclass(frozen=True, slots=True)
class Row:
    """One way to run the reader. Times are medians over the rounds, ratios those of float32 sdpa over it, so above 1: faster."""

    lever: str
    alone: float
    """Milliseconds a question, asked one by one, of the reader's model only."""
    alone_ratio: float
    alone_range: tuple[float, float]
    together: float
    """Milliseconds a question, asked in batches of 32."""
    together_ratio: float
    first: float
    """Milliseconds a question the first time that every shape is met, one by one."""
    change: float
    """The largest change of a logit, padding aside."""
    has_answer_f1: float | None
    best_f1: float | None


class Model:
    """Stands for a model in `Reader`: runs what it is given."""

    device = torch.device("cpu")

    def __init__(self, run: Run) -> None:
        self._run = run

    def eval(self) -> "Model":
        """Itself: it is never trained."""
        return self

    def __call__(self, **inputs: Tensor) -> Any:
        start, end = self._run(inputs)
        return SimpleNamespace(start_logits=start, end_logits=end)


def float32(folder: Path, attention: str) -> Run:
    """The model as it is."""
    model = _model(folder, attention)
    return lambda inputs: tuple(model(**inputs)[:2])


def bf16_autocast(folder: Path, attention: str) -> Run:
    """The encoder under autocast, which casts the weights again in every call; the heads in float32."""
    model = _model(folder, attention)

    def run(inputs: Inputs) -> Logits:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = model.base_model(**inputs)[0]
        return _heads(model, hidden)

    return run


def bf16_weights(folder: Path, attention: str) -> Run:
    """The encoder with weights and hidden states in bf16; the heads in float32."""
    model = _model(folder, attention)
    encoder = deepcopy(model.base_model).to(torch.bfloat16)
    return lambda inputs: _heads(model, encoder(**inputs)[0])


def bf16_linear(folder: Path, attention: str) -> Run:
    """Only the matrices of the encoder's linear layers in bf16, cast once; norms, residuals and heads in float32."""
    model = _model(folder, attention)
    for layer in model.base_model.modules():
        if isinstance(layer, torch.nn.Linear):
            layer.to(torch.bfloat16)
            layer.register_forward_pre_hook(lambda _, given: tuple(each.to(torch.bfloat16) for each in given))
            layer.register_forward_hook(lambda _, _given, made: made.float())
    return lambda inputs: tuple(model(**inputs)[:2])


def bf16_side_by_side(folder: Path) -> Run:
    """As the reader runs by itself: bf16 weights, the windows of a batch in one row without padding."""
    model = with_packing(prepare(_model(folder, "sdpa"), device=torch.device("cpu"), dtype=torch.bfloat16))

    def run(inputs: Inputs) -> Logits:
        inside = inputs["attention_mask"].bool()
        columns = {
            name: [ids[kept].tolist() for ids, kept in zip(inputs[name], inside, strict=True)]
            for name in inputs
            if name != "attention_mask"
        }
        row = pack(columns)
        start, end = (row.apart(each) for each in _pair(model(**row.inputs)))
        lacking = (0, inside.shape[1] - start.shape[1])
        return torch.nn.functional.pad(start, lacking), torch.nn.functional.pad(end, lacking)

    return run


def onnx_session(path: Path, threads: int) -> Run:
    """An ONNX file in ONNX Runtime."""
    onnxruntime = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(inputs: Inputs) -> Logits:
        start, end = session.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})
        return torch.from_numpy(start), torch.from_numpy(end)

    return run


def openvino_model(model: Any, threads: int, precision: str) -> Run:
    """An OpenVINO model, compiled for latency."""
    options = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": precision}
    compiled = import_module("openvino").Core().compile_model(model, "CPU", options)

    def run(inputs: Inputs) -> Logits:
        found = compiled({name: tensor.numpy() for name, tensor in inputs.items()})
        return torch.from_numpy(found[0].copy()), torch.from_numpy(found[1].copy())

    return run


def export(folder: Path, path: Path, example: Inputs) -> None:
    """Writes the model as ONNX, of any number of windows and tokens."""
    model = _model(folder, "sdpa")
    names = list(example)

    class Positional(torch.nn.Module):
        def forward(self, *given: Tensor) -> Logits:
            return _pair(model(**dict(zip(names, given, strict=True))))

    axes = {0: torch.export.Dim("windows", max=4096), 1: torch.export.Dim("tokens", min=4, max=512)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Positional().eval(),
            tuple(example.values()),
            path,
            input_names=names,
            output_names=["start_logits", "end_logits"],
            dynamic_shapes=(tuple(axes for _ in names),),
            dynamo=True,
            verbose=False,
        )


def levers(folder: Path, work: Path, inputs: Sequence[Inputs], threads: int) -> Iterator[tuple[str, Run]]:
    """Every way to run the model that is installed, with its name."""
    yield BASE, float32(folder, "sdpa")
    yield "float32, eager", float32(folder, "eager")
    for attention in ("sdpa", "eager"):
        yield f"bf16 autocast, {attention}", bf16_autocast(folder, attention)
        yield f"bf16 weights, {attention}", bf16_weights(folder, attention)
    yield "bf16 weights, side by side", bf16_side_by_side(folder)
    yield "bf16 in linear layers, sdpa", bf16_linear(folder, "sdpa")
    if not all(find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime")):
        return
    full, small = work / "reader.onnx", work / "reader-int8.onnx"
    export(folder, full, max(inputs, key=lambda each: len(each["input_ids"])))
    yield "ONNX Runtime, float32", onnx_session(full, threads)
    quantization = import_module("onnxruntime.quantization")
    quantization.quantize_dynamic(full, small, per_channel=True, weight_type=quantization.QuantType.QInt8)
    yield "ONNX Runtime, int8 dynamic", onnx_session(small, threads)
    if find_spec("openvino"):
        yield from _openvino(full, inputs, threads)


def _openvino(path: Path, inputs: Sequence[Inputs], threads: int) -> Iterator[tuple[str, Run]]:
    core = import_module("openvino").Core()
    yield "OpenVINO, float32", openvino_model(core.read_model(path), threads, "f32")
    yield "OpenVINO, bf16", openvino_model(core.read_model(path), threads, "bf16")
    if not find_spec("nncf"):
        return
    nncf = import_module("nncf")
    rows = [{name: tensor.numpy() for name, tensor in each.items()} for each in inputs]
    options = {"model_type": nncf.ModelType.TRANSFORMER, "subset_size": min(_CALIBRATING, len(rows))}
    model = nncf.quantize(core.read_model(path), nncf.Dataset(rows), **options)
    yield "OpenVINO, int8", openvino_model(model, threads, "f32")
    yield "OpenVINO, int8 and bf16", openvino_model(model, threads, "bf16")


def _model(folder: Path, attention: str) -> Any:
    return AutoModelForQuestionAnswering.from_pretrained(
        folder, dtype=torch.float32, attn_implementation=attention
    ).eval()


def _heads(model: Any, hidden: Tensor) -> Logits:
    start, end = model.qa_outputs(hidden.float()).unbind(-1)
    return start, end


def _pair(output: Any) -> Logits:
    return output.start_logits, output.end_logits


def recorded(folder: Path, questions: Sequence[str], library: Library, *, batch: int) -> list[list[Inputs]]:
    """What the chain gives the model: per group of `batch` questions, its batches of windows."""
    run, seen = float32(folder, "sdpa"), list[Inputs]()

    def record(inputs: Inputs) -> Logits:
        seen.append(dict(inputs))
        return run(inputs)

    reader, groups = Reader(Model(record), AutoTokenizer.from_pretrained(folder)), []
    for start in range(0, len(questions), batch):
        seen.clear()
        read_passages(questions[start : start + batch], library, reader=reader)
        groups.append(list(seen))
    return groups


def timed(run: Run, groups: Sequence[Sequence[Inputs]], clock: str) -> float:
    """Seconds for all groups."""
    start = CLOCKS[clock]()
    for group in groups:
        for inputs in group:
            run(inputs)
    return CLOCKS[clock]() - start


def largest_change(run: Run, groups: Sequence[Sequence[Inputs]], expected: Sequence[Logits]) -> float:
    """The largest change of a logit over all batches, padding aside."""
    flat = [inputs for group in groups for inputs in group]
    return max(
        float((mine - right).abs()[inputs["attention_mask"].bool()].max())
        for inputs, base in zip(flat, expected, strict=True)
        for mine, right in zip(run(inputs), base, strict=True)
    )


def measure(
    runs: dict[str, Run], alone: list[list[Inputs]], together: list[list[Inputs]], *, rounds: int, clock: str
) -> dict[str, tuple[list[float], list[float], float]]:
    """Per lever: seconds one by one and in batches in every round, the levers taking turns; and of the very first pass."""
    first = {name: timed(run, alone, clock) for name, run in runs.items()}
    for run in runs.values():
        timed(run, together, clock)
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in runs}
    for number in range(rounds):
        for name in Random(number).sample(list(runs), len(runs)):
            times[name][0].append(timed(runs[name], alone, clock))
            times[name][1].append(timed(runs[name], together, clock))
        sys.stderr.write(".")
        sys.stderr.flush()
    sys.stderr.write("\n")
    return {name: (*both, first[name]) for name, both in times.items()}


def accuracy(run: Run, folder: Path, path: Path, limit: int) -> tuple[float | None, float | None]:
    """Has-answer F1 and best F1 of the reader on SQuAD questions, in percent."""
    if not limit:
        return None, None
    reader = Reader(Model(run), AutoTokenizer.from_pretrained(folder))
    report = evaluate(path, mode="reader", reader=reader, limit=limit, timed=0)
    has_answer = report.overall.has_answer_f1
    return None if has_answer is None else 100 * has_answer, 100 * report.best_f1


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| lever | ms/question | ratio (rounds) | by 32: ms | ratio | first pass: ms | logit change | has-answer F1 | best F1 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        ratio = f"**{row.alone_ratio:.2f}** ({row.alone_range[0]:.2f}–{row.alone_range[1]:.2f})"
        scores = ["–" if value is None else f"{value:.1f}" for value in (row.has_answer_f1, row.best_f1)]
        times = [f"{row.together:.1f}", f"**{row.together_ratio:.2f}**", f"{row.first:.1f}"]
        cells = [row.lever, f"{row.alone:.1f}", ratio, *times, f"{row.change:.3f}", *scores]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Ways to run the reader's model, as ratios to float32 sdpa in one run."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder with news/ and dev/")
    parser.add_argument("--reader", type=Path, default=MODELS / "reader")
    parser.add_argument(
        "--questions", type=int, default=64, help="news questions, over the library, whose windows are run"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scored", type=int, default=600, help="SQuAD questions that F1 is worked out on; 0: none")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--clock", choices=sorted(CLOCKS), default="wall", help="cpu, with --threads 1: on a busy machine"
    )
    parser.add_argument("--json", type=Path, help="also write every figure here")
    return parser


@torch.inference_mode()
def main(arguments: list[str] | None = None) -> None:
    """Measures all levers, and writes the table."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    news, folder = options.data / "news", options.reader
    articles = list(load(news / "articles.jsonl.gz"))
    library = Library.of(articles)
    asked = [question.text for question in read_questions(news / "dev.json", articles=articles)]
    drawn = Random(0).sample(asked, min(options.questions, len(asked)))
    alone, together = (recorded(folder, drawn, library, batch=batch) for batch in (1, BATCH))
    ranges = [each.text for each in read_questions(news / "calibration.json", articles=articles)][:_CALIBRATING]
    inputs = [batch for group in recorded(folder, ranges, library, batch=1) for batch in group]
    with TemporaryDirectory() as work:
        runs = dict(levers(folder, Path(work), inputs, options.threads))
        rows = _rows(runs, alone, together, options)
    sys.stdout.write(f"{table(rows)}\n")
    if options.json:
        figures = {"machine": machine(), "questions": len(drawn), "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _rows(
    runs: dict[str, Run], alone: list[list[Inputs]], together: list[list[Inputs]], options: argparse.Namespace
) -> list[Row]:
    expected = [runs[BASE](inputs) for group in alone for inputs in group]
    sys.stderr.write(f"{len(runs)} levers, {options.rounds} rounds ")
    times = measure(runs, alone, together, rounds=options.rounds, clock=options.clock)
    squad, scale = options.data / "dev" / "squad2_dev_half_b.jsonl.gz", 1000 / len(alone)
    rows = []
    for name, (apart, joint, first) in times.items():
        ratios = [base / mine for base, mine in zip(times[BASE][0], apart, strict=True)]
        joint_ratios = [base / mine for base, mine in zip(times[BASE][1], joint, strict=True)]
        rows.append(
            Row(
                name,
                scale * median(apart),
                median(ratios),
                (min(ratios), max(ratios)),
                scale * median(joint),
                median(joint_ratios),
                scale * first,
                largest_change(runs[name], alone, expected),
                *accuracy(runs[name], options.reader, squad, options.scored),
            )
        )
    return rows


if __name__ == "__main__":
    main()
