import argparse
import gzip
import json
import math
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.inference import MODELS
from qa.reader import Reader
from qa.training.dropout import FeatureDropout, use_feature_dropout
from qa.training.mixing import Mixer, crop, exchange, remove_answer
from qa.training.reader import ReaderTrainer, divergence
from qa.training.rows import Row, read_rows
from qa.training.settings import Recipe, Settings, Source, add_options, from_options
from qa.training.siblings import Siblings
from qa.training.windows import collate, windows

QUESTIONS = MODELS / "reader" / "news_questions.jsonl.gz"
FACTS = [f"The mayor of {town} is called {name}." for town, name in (("Oslo", "Ada"), ("Rome", "Bo"), ("Kyiv", "Cem"))]


def row(question: str, context: str, answer: str = "") -> Row:
    start = context.index(answer)
    return Row(question, context, ((start, start + len(answer)),) if answer else (), "title")


def test_the_written_questions_stand_where_they_say() -> None:
    rows = read_rows(QUESTIONS)
    assert len(rows) == 4440
    assert sum(not each.answers for each in rows) == 1298
    for name, count, unanswerable in (
        ("paragraph", 6000, 3600),
        ("news_contrast", 1200, 600),
        ("paragraph_contrast", 4067, 2250),
        ("news_near_miss", 1637, 935),
        ("paragraph_trap", 27311, 18777),
        ("news_further", 9413, 3696),
        ("news_invented", 15119, 4409),
        ("news_invented_further", 14155, 4117),
        ("paragraph_invented", 8438, 3243),
        ("paragraph_invented_further", 19096, 7638),
        ("news_invented_third", 4540, 1588),
        ("news_invented_quoted", 13935, 4741),
        ("paragraph_further", 40162, 12081),
        ("news_invented_aims", 6911, 2353),
        ("paragraph_crowd_style", 35380, 19526),
        ("heldout_paragraph", 1307, 390),
        ("heldout_news", 600, 200),
        ("heldout_crowd_style", 1020, 560),
    ):
        rows = read_rows(MODELS / "reader" / f"{name}_questions.jsonl.gz")
        assert (len(rows), sum(not each.answers for each in rows)) == (count, unanswerable)


def test_answers_that_stand_elsewhere_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    bad = {"question": "Who?", "context": "Kim met Putin.", "answers": [{"text": "Putin", "answer_start": 3}]}
    path.write_bytes(gzip.compress(json.dumps(bad).encode()))
    with pytest.raises(ValueError, match="line 1: context"):
        read_rows(path)


def test_every_way_of_changing_a_row_keeps_its_promise() -> None:
    rng = random.Random(2)
    rows = rng.sample(read_rows(QUESTIONS), 200)
    mixer = Mixer(rows, Recipe(removed=0.25, sibling=0.25, exchanged=0.25, distracted=1.0))
    made_null = 0
    for each in rows:
        made = mixer.draw(each, rng)
        if made.answers:
            assert {text.lower() for text in made.answer_texts} <= {text.lower() for text in each.answer_texts}
        elif each.answers:
            made_null += 1
        assert len(made.context.split()) <= 400
    assert made_null > 60


def test_removed_answers_are_gone_and_crops_hold_theirs() -> None:
    whole = row("Who is the mayor of Rome?", " ".join(FACTS), "Bo")
    removed = remove_answer(whole)
    assert removed == replace(whole, context=f"{FACTS[0]} {FACTS[2]}", answers=())
    cropped = crop(whole, centre=1, size=1, rng=random.Random(0))
    assert (cropped.context, cropped.answer_texts) == (FACTS[1], ["Bo"])
    elsewhere = crop(whole, centre=0, size=1, rng=random.Random(0))
    assert (elsewhere.context, elsewhere.answers) == (FACTS[0], ())


def test_the_retriever_finds_the_sibling_that_seems_to_answer() -> None:
    contexts = [
        f"{FACTS[1]} He was elected in 1990.",
        f"{FACTS[0]} She was elected in 1991.",
        "It rained all day in May.",
    ]
    rows = [row("When was the mayor of Rome elected?", contexts[0], "1990"), *(row("?", each) for each in contexts[1:])]
    found = Mixer(rows, Recipe(), siblings=Siblings(rows)).sibling(rows[0], random.Random(0))
    assert found == replace(rows[0], context=contexts[1], answers=())
    other = replace(row("Who is the mayor of Bern?", FACTS[2], "Cem"), title="another")
    alone = Siblings([other, *rows]).find(other)  # no sibling of its own: the best of the whole source
    assert alone is not None
    assert "mayor" in alone.context


def test_a_name_or_number_of_the_context_is_exchanged() -> None:
    whole = row("How many people died in Rome in 1950?", "In 1950, 12 died in Rome. In 1960, 7 died in Oslo.", "12")
    questions = {made.question for seed in range(40) if (made := exchange(whole, random.Random(seed)))}
    assert "How many people died in Rome in 1960?" in questions
    assert "How many people died in Oslo in 1950?" in questions
    assert whole.question not in questions


def test_windows_point_at_the_answers_tokens() -> None:
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "reader")
    long = "Nothing was decided. " * 60
    rows = [row("Who is the mayor of Rome?", long + FACTS[1] + " " + long, "Bo"), row("Who sang?", FACTS[0])]
    made = windows(rows, tokenizer, length=96, stride=32, seed=1)
    holding = [window for window in made if window.start]
    assert holding
    for window in holding:
        assert tokenizer.decode(window.input_ids[window.start : window.end + 1].tolist()) == "bo"
    batch = collate([{"window": window} for window in made])
    assert batch["input_ids"].shape[1] % 16 == 0
    assert batch["attention_mask"].sum(dim=1).tolist() == [len(window.input_ids) for window in made]


def options(arguments: list[str]) -> Settings:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return from_options(parser.parse_args(arguments))


def test_every_number_is_an_option() -> None:
    settings = options(
        [
            "--start",
            "a",
            "--out",
            "b",
            "--source",
            "x.gz:2:0.5",
            "--seed",
            "7",
            "--sibling",
            "0.3",
            "--passage-words",
            "40",
            "90",
            "--siblings",
            "words",
        ]
    )
    assert settings == Settings(
        Path("a"),
        Path("b"),
        (Source(Path("x.gz"), 2.0, 0.5),),
        seed=7,
        siblings="words",
        recipe=Recipe(sibling=0.3, passage_words=(40, 90)),
    )
    with pytest.raises(ValueError, match="source: must be FILE"):
        Source.parse("x.gz:often")


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning", "ignore::DeprecationWarning")
def test_a_few_steps_stopped_and_resumed_give_a_reader(tmp_path: Path) -> None:
    """Twelve steps on twelve rows: what was not known before is learnt; the second half starts from a checkpoint."""
    from qa.training.reader import train

    source = tmp_path / "rows.jsonl.gz"
    made = [("Who is the blorp of Oslo?", "The blorp of Oslo is the big red tower over there.", "big red tower")] * 12
    lines = [
        json.dumps({"question": q, "context": c, "answers": [{"text": a, "answer_start": c.index(a)}]})
        for q, c, a in made
    ]
    source.write_bytes(gzip.compress("\n".join(lines).encode()))
    plain = Recipe(removed=0, sibling=0, exchanged=0, cropped=0, distracted=0, untidy=0, misspelt=0)
    settings = Settings(
        MODELS / "reader", tmp_path / "out", (Source(source, 4.0),), batch=4, max_steps=6, save_every=6, learning_rate=3e-4, bf16=False, ema_every=1, ema_decay=0.5, recipe=plain,
    )  # fmt: skip
    train(settings)
    assert json.loads((tmp_path / "out" / "training.json").read_text())["steps"] == 6
    train(replace(settings, max_steps=12), resume=True)
    report = json.loads((tmp_path / "out" / "training.json").read_text())
    assert report["steps"] == 12
    span = Reader.from_pretrained(tmp_path / "out").read(made[0][0], made[0][1])[0]
    assert made[0][1][span.start : span.end] == "big red tower"
    weights = (tmp_path / "out" / "model.safetensors").stat().st_size
    assert weights < 50_000_000


def test_the_divergence_of_two_readings_is_symmetric_kullback_leibler() -> None:
    first = torch.tensor([[0.0, 0.0]])  # 1/2 and 1/2
    second = torch.log(torch.tensor([[3.0, 1.0]]))  # 3/4 and 1/4
    there = 0.5 * math.log(0.5 / 0.75) + 0.5 * math.log(0.5 / 0.25)
    back = 0.75 * math.log(0.75 / 0.5) + 0.25 * math.log(0.25 / 0.5)
    assert divergence(first, second).item() == pytest.approx((there + back) / 2, rel=1e-5)
    assert divergence(second, first).item() == pytest.approx((there + back) / 2, rel=1e-5)
    assert divergence(first, first + 7).item() == pytest.approx(0, abs=1e-6)


def test_consistency_adds_the_divergence_that_dropout_makes() -> None:
    model = AutoModelForQuestionAnswering.from_pretrained(MODELS / "reader", dtype=torch.float32).train()
    use_feature_dropout(model, 0.2)
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "reader")
    made = windows([row("Who is the mayor?", " ".join(FACTS), "Ada")] * 2, tokenizer, length=64, stride=0, seed=1)
    batch = collate([{"window": each} for each in made])

    def loss(consistency: float) -> float:
        trainer = ReaderTrainer.__new__(ReaderTrainer)
        trainer.consistency = consistency
        torch.manual_seed(3)
        value: float = trainer.compute_loss(model, dict(batch)).item()
        return value

    slightly, more = loss(1e-6), loss(1.0)
    assert more > slightly + 1e-3
    assert loss(2.0) - slightly == pytest.approx(2 * (more - slightly), rel=1e-3)


def test_features_are_dropped_everywhere_but_in_attention() -> None:
    model = AutoModelForQuestionAnswering.from_pretrained(MODELS / "reader")
    use_feature_dropout(model, 0.1)
    rates = {name: each.p for name, each in model.named_modules() if isinstance(each, FeatureDropout)}
    inside = {name for name in rates if name.endswith("attention.self.dropout")}
    assert len(inside) == model.config.num_hidden_layers
    assert all(rate == (0.0 if name in inside else 0.1) for name, rate in rates.items())
    assert not any(isinstance(each, nn.Dropout) for each in model.modules())
