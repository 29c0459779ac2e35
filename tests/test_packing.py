from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    BertConfig,
    BertModel,
    DistilBertConfig,
    DistilBertModel,
    ElectraConfig,
    ElectraModel,
)

from qa.encoder import Encoder
from qa.inference import MODELS, batches, run
from qa.packing import _product, pack, packs, with_packing
from qa.reader import Reader

TEXTS = [[5, 6, 7, 8, 9], [4, 3], [7] * 40, [9, 8, 7, 6, 5, 4, 3, 2]]


def tiny(kind: Any, config: Any) -> Any:
    torch.manual_seed(3)
    sizes = {"vocab_size": 20, "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3}
    if config is DistilBertConfig:
        sizes = {"vocab_size": 20, "dim": 24, "n_layers": 2, "n_heads": 3}
    return kind(config(**sizes, max_position_embeddings=48, initializer_range=0.3)).eval()  # so that attention matters


@pytest.mark.parametrize(("tokens", "filled"), [(1, 16), (16, 16), (17, 32), (256, 256), (257, 320), (640, 640)])
def test_a_row_has_one_of_few_lengths(tokens: int, filled: int) -> None:
    assert pack({"input_ids": [[5] * tokens]}).inputs["input_ids"].shape == (1, filled)


def test_a_row_holds_the_texts_with_their_own_positions_and_is_filled_up() -> None:
    row = pack({"input_ids": TEXTS, "token_type_ids": [[1] * len(text) for text in TEXTS], "attention_mask": TEXTS})
    assert row.inputs["input_ids"].tolist() == [[*(each for text in TEXTS for each in text), *[0] * 9]]
    assert row.inputs["token_type_ids"].tolist() == [[1] * 55 + [0] * 9]
    places = [*range(5), *range(2), *range(40), *range(8), *range(9)]
    assert row.inputs["position_ids"].tolist() == [places]
    assert row.inputs["lengths"] == [5, 2, 40, 8, 9]
    assert "attention_mask" not in row.inputs
    made = torch.arange(64).reshape(1, 64, 1)
    apart = row.apart(made)
    assert apart.shape == (4, 40, 1)
    assert apart[1, :, 0].tolist() == [5, 6] + [0] * 38
    assert apart[3, :8, 0].tolist() == list(range(47, 55))


@pytest.mark.parametrize(("kind", "config"), [(BertModel, BertConfig), (ElectraModel, ElectraConfig)])
def test_texts_side_by_side_come_out_as_each_alone(kind: Any, config: Any) -> None:
    model = tiny(kind, config)
    alone = [model(input_ids=torch.tensor([text])).last_hidden_state[0] for text in TEXTS]
    model = with_packing(model)
    assert packs(model)
    padded = torch.tensor([text + [0] * (40 - len(text)) for text in TEXTS])
    rows = model(input_ids=padded, attention_mask=(padded > 0).long()).last_hidden_state  # still read
    torch.testing.assert_close(rows[0, :5], alone[0], atol=1e-5, rtol=1e-4)
    (hidden,), inside = run(None, {"input_ids": TEXTS}, model, "last_hidden_state")
    assert inside.sum(dim=1).tolist() == [len(text) for text in TEXTS]
    for made, expected, text in zip(hidden, alone, TEXTS, strict=True):
        torch.testing.assert_close(made[: len(text)], expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("scale", [None, 0.9])
def test_in_bfloat16_the_plain_products_are_the_attention_of_the_formula(scale: float | None) -> None:
    torch.manual_seed(4)
    query, key, value = (torch.randn(1, 3, 17, 8) for _ in range(3))
    expected = scaled_dot_product_attention(query, key, value, scale=scale)
    made = _product(*(each.to(torch.bfloat16) for each in (query, key, value)), scale=scale)
    torch.testing.assert_close(made.float(), expected, atol=0.03, rtol=0.02)


def test_in_bfloat16_texts_side_by_side_come_out_nearly_as_each_alone() -> None:
    model = tiny(BertModel, BertConfig)
    alone = [model(input_ids=torch.tensor([text])).last_hidden_state[0] for text in TEXTS]
    model = with_packing(model.to(torch.bfloat16))
    (hidden,), _ = run(None, {"input_ids": TEXTS}, model, "last_hidden_state")
    for made, expected, text in zip(hidden, alone, TEXTS, strict=True):
        torch.testing.assert_close(made[: len(text)].float(), expected, atol=0.15, rtol=0.05)


def test_a_model_that_cannot_pack_is_padded() -> None:
    model = with_packing(tiny(DistilBertModel, DistilBertConfig))
    assert not packs(model)
    assert not packs(with_packing(BertModel(BertConfig(is_decoder=True, num_hidden_layers=1))))
    assert not packs(SimpleNamespace(device="cpu"))
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "encoder")
    features = {"input_ids": TEXTS, "attention_mask": [[1] * len(text) for text in TEXTS]}
    (hidden,), inside = run(tokenizer, features, model, "last_hidden_state")
    assert hidden.shape == (4, 40, 24)
    assert inside.sum(dim=1).tolist() == [len(text) for text in TEXTS]


def test_what_packs_is_not_cut_into_batches_of_like_length() -> None:
    model = tiny(BertModel, BertConfig)
    assert list(batches([300, 10, 20], model)) == [[0], [2], [1]]
    assert list(batches([300, 10, 20], with_packing(model))) == [[0, 2, 1]]


def test_the_models_that_ship_pack_and_say_the_same_as_padded() -> None:
    pairs = [("Who won the cup?", "Berlin won the cup. " * count + "Paris lost.") for count in (1, 4, 9, 90)]
    packed = Reader.from_pretrained(device="cpu", dtype=torch.float32)
    model = AutoModelForQuestionAnswering.from_pretrained(MODELS / "reader", dtype=torch.float32)
    padded = Reader(model, AutoTokenizer.from_pretrained(MODELS / "reader"))
    assert packs(packed._model)
    assert not packs(padded._model)
    for one, two in zip(packed.read_batch(pairs, top_k=3), padded.read_batch(pairs, top_k=3), strict=True):
        assert [(span.start, span.end) for span in one] == [(span.start, span.end) for span in two]
        assert [span.score for span in one] == pytest.approx([span.score for span in two], abs=1e-4)
    encoder = Encoder.from_pretrained(device="cpu", dtype=torch.float32)
    texts = [context for _, context in pairs]
    together, alone = encoder.encode(texts), [encoder.encode([text])[0] for text in texts]
    for one, two in zip(together, alone, strict=True):
        assert one == pytest.approx(two, abs=1e-5)
