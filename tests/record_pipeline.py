"""Records what the `question-answering` pipeline of transformers 5.2 answers, and where `qa.pipeline` answers otherwise.

In an environment with transformers 5.2 and torch, from the root of the repository,

    python -m tests.record_pipeline

asks the questions of `tests/data/pipeline_records.jsonl.gz` again, with the weights that ship, and lists the differences in
`tests/data/pipeline_differences.json`. The questions were drawn by adding `--draw DATA/dev/squad2_dev_half_b.jsonl.gz`.
"""

import argparse
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
import transformers

import qa

ROOT = Path(__file__).parent.parent
READER = ROOT / "qa" / "models" / "reader"
RECORDS = ROOT / "tests" / "data" / "pipeline_records.jsonl.gz"
DIFFERENCES = ROOT / "tests" / "data" / "pipeline_differences.json"
VERSION = "5.2.0"
ANSWERABLE: list[tuple[int, dict[str, Any]]] = [
    (190, {}),
    (70, {"handle_impossible_answer": True}),
    (50, {"top_k": 3}),
    (10, {"align_to_words": False}),
    (10, {"max_answer_len": 3}),
    (10, {"max_question_len": 8}),
]
UNANSWERABLE: list[tuple[int, dict[str, Any]]] = [
    (140, {"handle_impossible_answer": True}),
    (40, {"handle_impossible_answer": True, "top_k": 3}),
    (40, {}),
]
ON_SEEDS: list[dict[str, Any]] = [{}, {"handle_impossible_answer": True, "max_seq_len": 128, "doc_stride": 32}]


def draw(squad: Path) -> Iterator[dict[str, Any]]:
    """560 questions of SQuAD 2.0, 340 of them answerable; the 80 on the seeds, whole, each in windows of two lengths."""
    with gzip.open(squad, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(7).shuffle(rows)
    for answerable, plan in ((True, ANSWERABLE), (False, UNANSWERABLE)):
        chosen = (row for row in rows if bool(row["answers"]) is answerable)
        for count, options in plan:
            for _ in range(count):
                row = next(chosen)
                yield {name: row[name] for name in ("id", "question", "context")} | {"options": options}
    texts = {"seed" if number == 0 else article.id: article.text for number, article in enumerate(qa.seeds())}
    for name in ("seed_questions.jsonl", "library_questions.jsonl"):
        for line in (RECORDS.parent / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for options in ON_SEEDS:
                context = texts[row["article_id"]]
                yield {"id": row["id"], "question": row["question"], "context": context, "options": options}


def read_records() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What was recorded with (version, precision, SHA-256 of the weights), and the records."""
    with gzip.open(RECORDS, "rt", encoding="utf-8") as lines:
        head, *records = (json.loads(line) for line in lines)
    return head, records


def weights_digest() -> str:
    return sha256((READER / "model.safetensors").read_bytes()).hexdigest()


def then(asked: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The questions with the results of the old pipeline, and what tells whether these follow its own rules."""
    # The file's float16 would be computed in float16, whose rounding makes ties: the same weights, in float32.
    old = transformers.pipeline("question-answering", model=str(READER), dtype=torch.float32, device="cpu")
    for row in asked:
        options = row["options"]
        length = options.get("max_seq_len", 384)
        windows = old.tokenizer(
            row["question"],
            row["context"],
            truncation="only_second",
            max_length=length,
            stride=options.get("doc_stride", min(length // 2, 128)),
            return_overflowing_tokens=True,
        )["input_ids"]
        tokens = old.tokenizer(row["question"], add_special_tokens=False)["input_ids"]
        result = old(question=row["question"], context=row["context"], **options)
        yield row | {"windows": len(windows), "question_tokens": len(tokens), "result": result}


def now(records: list[dict[str, Any]], pipeline: Callable[..., Any]) -> list[Any]:
    """The results of `qa.pipeline` for the questions of the records, those with the same options asked at once."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        alike[json.dumps(record["options"])].append(number)
    found: dict[int, Any] = {}
    for options, numbers in alike.items():
        answers = pipeline([records[number] for number in numbers], **json.loads(options))
        found |= zip(numbers, answers, strict=True)
    return [found[number] for number in range(len(records))]


def best(result: Any) -> dict[str, Any]:
    answer: dict[str, Any] = result[0] if isinstance(result, list) else result
    return answer


def span(result: Any) -> tuple[int, int]:
    return best(result)["start"], best(result)["end"]


def flaw(record: dict[str, Any]) -> str | None:
    """Which of its own rules an old result breaks, so that it may rightly differ; None for a right one.

    Its documentation says that a question is cut at `max_question_len`, and that a score is a probability and answers are
    chosen by it. Probabilities were taken within each window and then compared, or added up, as if they were of one.
    """
    answers = record["result"] if isinstance(record["result"], list) else [record["result"]]
    if record["question_tokens"] > record["options"].get("max_question_len", 64):
        return "the question was not cut at max_question_len"
    if any(answer["score"] > 1 for answer in answers):
        return "a score above 1 is no probability"
    if record["windows"] > 1:
        return "probabilities of different windows were compared"
    return None


def differences(records: list[dict[str, Any]], results: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """Every record whose best answer is now another span, by reason."""
    listed: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for record, result in zip(records, results, strict=True):
        if span(record["result"]) != span(result):
            named = {name: record[name] for name in ("id", "options", "windows", "question")}
            named |= {"then": best(record["result"]), "now": best(result)}
            listed[flaw(record) or "unexplained"].append(named)
    return dict(sorted(listed.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description="Record the question-answering pipeline of transformers 5.2.")
    parser.add_argument("--draw", type=Path, help="draw the questions anew, from this part of SQuAD 2.0")
    squad = parser.parse_args().draw
    if transformers.__version__ != VERSION:
        parser.error(f"needs transformers {VERSION}, not {transformers.__version__}")
    records = list(then(list(draw(squad)) if squad else read_records()[1]))
    head = {"transformers": VERSION, "dtype": "float32", "weights": weights_digest()}
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in [head, *records]]
    RECORDS.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    listed = differences(records, now(records, qa.pipeline()))
    DIFFERENCES.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
