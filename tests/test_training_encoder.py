import argparse
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from qa.encoder import Encoder, default_encoder
from qa.inference import MODELS
from qa.training.pairs import mine_pairs
from qa.training.rows import Row, read_rows
from qa.training.settings import EncoderSettings, Source, add_encoder_options, encoder_from_options

CONTEXT = (
    "The mayor of Oslo is called Ada. She was born in Bergen. Her hobby is chess. The mayor of Rome is called Bo. "
    "He likes the sea. The mayor of Kyiv is called Cem."
)


def row(question: str, answer: str, title: str = "Some_mayors") -> Row:
    start = CONTEXT.index(answer)
    return Row(question, CONTEXT, ((start, start + len(answer)),), title)


def test_a_pair_holds_the_answers_sentence_and_a_hard_one_that_is_no_answer() -> None:
    rows = [row("Who is the mayor of Rome?", "Bo"), Row("Who is the mayor of Paris?", CONTEXT, (), "Some_mayors")]
    seen = set()
    for seed in range(12):
        (pair,) = mine_pairs(rows, default_encoder(), seed=seed)
        assert (pair.question, pair.sentence) == (rows[0].question, "Some mayors. The mayor of Rome is called Bo.")
        seen.add(pair.negative)
    # neither the answer's neighbours nor what holds its letters ("born")
    assert seen == {"Some mayors. The mayor of Oslo is called Ada.", "Some mayors. The mayor of Kyiv is called Cem."}


def test_every_number_of_the_encoder_is_an_option() -> None:
    parser = argparse.ArgumentParser()
    add_encoder_options(parser)
    given = "--start a --out b --source x.gz:0.5 --keep 0.2 --batch 16 --minutes 3 --no-bf16".split()
    settings = encoder_from_options(parser.parse_args(given))
    wanted = EncoderSettings(Path("a"), Path("b"), (Source(Path("x.gz"), 0.5, 0.5),), keep=0.2, batch=16, minutes=3)
    assert settings == wanted.__class__(**{name: getattr(wanted, name) for name in wanted.__slots__} | {"bf16": False})


@pytest.mark.filterwarnings("ignore")
def test_training_brings_a_question_nearer_to_its_sentence(tmp_path: Path) -> None:
    from qa.training.encoder import train

    source = tmp_path / "rows.jsonl.gz"
    asked = [("Which town did the chess lover come from?", "Bergen"), ("Whose city lies in Italy?", "Bo")] * 8
    lines = [
        {
            "question": q,
            "context": CONTEXT,
            "title": "Mayors",
            "answers": [{"text": a, "answer_start": CONTEXT.index(a)}],
        }
        for q, a in asked
    ]
    source.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    settings = EncoderSettings(
        MODELS / "encoder", tmp_path / "out", (Source(source),), batch=2, max_steps=8, learning_rate=1e-4, keep=0.25, ema_every=1, ema_decay=0.5, bf16=False,
    )  # fmt: skip
    train(settings)
    assert json.loads((tmp_path / "out" / "training.json").read_text("utf-8"))["pairs"] == 16
    texts = ["Which town did the chess lover come from?", "Mayors. She was born in Bergen."]
    before, after = (
        encoder.encode(texts) for encoder in (default_encoder(), Encoder.from_pretrained(tmp_path / "out"))
    )
    assert after[0] @ after[1] > before[0] @ before[1] + 0.02
    assert np.allclose(np.linalg.norm(after, axis=1), 1, atol=1e-5)
    assert (tmp_path / "out" / "model.safetensors").stat().st_size < 50_000_000


@pytest.mark.filterwarnings("ignore")
def test_a_data_set_by_name_gives_the_rows_of_squad(tmp_path: Path) -> None:
    """A folder stands in for a name on the hub: the same call of `datasets` loads both."""
    folder = tmp_path / "squad_like"
    folder.mkdir()
    answers = {"text": ["Bo"], "answer_start": [CONTEXT.index("Bo")]}
    none: dict[str, list[object]] = {"text": [], "answer_start": []}
    raw = [
        {"id": "1", "title": "Mayors", "context": CONTEXT, "question": "Who runs Rome?", "answers": answers},
        {"id": "2", "title": "Mayors", "context": CONTEXT, "question": "Who runs Paris?", "answers": none},
    ]
    (folder / "train.jsonl").write_text("\n".join(map(json.dumps, raw)), "utf-8")
    rows = read_rows(folder)
    assert [(each.question, each.answer_texts, each.title) for each in rows] == [
        ("Who runs Rome?", ["Bo"], "Mayors"),
        ("Who runs Paris?", [], "Mayors"),
    ]
    wrong = {**raw[0], "answers": {"text": ["Bo"], "answer_start": [3]}}
    (folder / "train.jsonl").write_text(json.dumps(wrong), "utf-8")
    with pytest.raises(ValueError, match="row 0: context"):
        read_rows(folder)
