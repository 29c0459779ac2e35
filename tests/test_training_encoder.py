import argparse
import gzip
import json
import math
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from qa.encoder import Encoder, default_encoder
from qa.inference import MODELS
from qa.training.pages import Page, batches, pages
from qa.training.rows import Row, read_rows
from qa.training.settings import EncoderSettings, Source, add_encoder_options, encoder_from_options

CONTEXT = (
    "The mayor of Oslo is called Ada. She was born in Bergen. Her hobby is chess. The mayor of Rome is called Bo. "
    "He likes the sea. The mayor of Kyiv is called Cem."
)


def row(question: str, answer: str, title: str = "Some_mayors") -> Row:
    start = CONTEXT.index(answer)
    return Row(question, CONTEXT, ((start, start + len(answer)),), title)


def test_a_page_holds_what_is_asked_of_a_context_and_spares_what_may_be_right_too() -> None:
    rows = [row("Who is the mayor of Rome?", "Bo"), Row("Who is the mayor of Paris?", CONTEXT, (), "Some_mayors")]
    (page,) = pages(rows, Random(1))
    assert page.sentences[0] == "Some mayors. The mayor of Oslo is called Ada."
    assert len(page.sentences) == 6
    asked = {each.question: each for each in page.asked}
    assert asked["Who is the mayor of Paris?"].answer is None
    rome = asked["Who is the mayor of Rome?"]
    assert rome.answer == "Some mayors. The mayor of Rome is called Bo."
    # the answer's neighbours, and what holds its letters ("born")
    said = ("She was born in Bergen.", "Her hobby is chess.", "He likes the sea.")
    assert rome.spared == {f"Some mayors. {each}" for each in said}


def test_a_long_page_keeps_its_answers_and_many_questions_make_several() -> None:
    text = " ".join(f"Number {index} is here." for index in range(60))
    rows = [
        Row(f"Which is {index}?", text, ((start, start + 2),))
        for index in range(0, 60, 3)
        for start in [text.index(str(index))]
    ]
    made = pages(rows, Random(1))
    assert [len(page.asked) for page in made] == [16, 4]
    for page in made:
        assert len(page.sentences) == 24
        assert {each.answer for each in page.asked} <= set(page.sentences)


def test_batches_hold_every_page_once_with_those_of_a_title_side_by_side() -> None:
    made = [Page(f"title {index // 5}", (f"sentence {index}",) * 7, ()) for index in range(40)]
    batched = list(batches(made, texts=40, rng=Random(3)))
    assert sorted(page.sentences[0] for batch in batched for page in batch) == sorted(
        page.sentences[0] for page in made
    )
    assert all(40 <= sum(page.texts for page in batch) < 40 + 21 for batch in batched[:-1])
    assert max(sum(page.title == first.title for page in batch) for batch in batched for first in batch) >= 3


def test_the_loss_is_the_cross_entropy_in_both_directions() -> None:
    from qa.training.encoder import contrastive_loss

    cosines = torch.tensor([[0.9, 0.1, 0.5], [0.2, 0.6, 0.4], [0.8, 0.3, 0.0]])
    gold = torch.tensor([0, 1, -1])  # the third question is answered by none
    counts = torch.ones(3, 3, dtype=torch.bool)
    counts[0, 2] = False

    def entropy(right: float, wrong: list[float]) -> float:
        return -2 * right + math.log(sum(math.exp(2 * each) for each in [right, *wrong]))

    forth = (entropy(0.9, [0.1]) + entropy(0.6, [0.2, 0.4])) / 2
    back = (entropy(0.9, [0.2, 0.8]) + entropy(0.6, [0.1, 0.3])) / 2
    assert contrastive_loss(cosines, gold, counts, scale=2.0).item() == pytest.approx((forth + back) / 2, abs=1e-5)
    # two questions with one answer are no rivals, and none answered teaches nothing
    both = contrastive_loss(cosines[:2], torch.tensor([0, 0]), torch.ones(2, 3, dtype=torch.bool), scale=2.0)
    forth = (entropy(0.9, [0.1, 0.5]) + entropy(0.2, [0.6, 0.4])) / 2
    assert both.item() == pytest.approx(forth / 2, abs=1e-5)
    assert contrastive_loss(cosines, torch.tensor([-1, -1, -1]), counts, scale=2.0).item() == 0


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
    assert json.loads((tmp_path / "out" / "training.json").read_text("utf-8"))["questions"] == 16
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
