"""Models compute in bfloat16 where that is faster, their heads in float32, and say the same as in float32."""

import pytest
import torch
from transformers import BertConfig, BertForQuestionAnswering, BertModel

from qa.encoder import Encoder
from qa.precision import default_device, fast_dtype, prepare
from qa.reader import Reader

CPU = torch.device("cpu")
QUESTION = "Where might Kim and Putin hold talks?"
CONTEXT = (
    "Kim left Pyongyang on Sunday. He and Putin may hold talks in Vladivostok, officials in Moscow said on Monday."
)


@pytest.fixture
def config() -> BertConfig:
    return BertConfig(vocab_size=30, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"avx512_bf16": True, "amx_bf16": False}, torch.bfloat16),
        ({"avx512_bf16": False, "amx_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": False, "amx_bf16": False, "avx2": True}, torch.float32),
        ({}, torch.float32),
    ],
)
def test_a_processor_gets_bfloat16_only_where_it_multiplies_it(
    monkeypatch: pytest.MonkeyPatch, flags: dict[str, bool], expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: flags, raising=False)
    assert fast_dtype(CPU) is expected


def test_the_layers_are_cast_and_the_head_is_not(config: BertConfig) -> None:
    model = prepare(BertForQuestionAnswering(config), device=CPU, dtype=torch.bfloat16)
    assert {each.dtype for each in model.bert.parameters()} == {torch.bfloat16}
    assert {each.dtype for each in model.qa_outputs.parameters()} == {torch.float32}
    assert model(input_ids=torch.tensor([[1, 2, 3]])).start_logits.dtype is torch.float32


def test_a_model_that_is_its_own_base_is_cast_whole(config: BertConfig) -> None:
    model = prepare(BertModel(config), device=CPU, dtype=torch.bfloat16)
    assert {each.dtype for each in model.parameters()} == {torch.bfloat16}


def test_the_reader_finds_the_same_span_with_nearly_the_same_score() -> None:
    exact, fast = (Reader.from_pretrained(device="cpu", dtype=dtype) for dtype in (torch.float32, torch.bfloat16))
    (expected,), (found,) = (each.read(QUESTION, CONTEXT) for each in (exact, fast))
    assert CONTEXT[found.start : found.end] == CONTEXT[expected.start : expected.end] == "Vladivostok"
    assert found.score == pytest.approx(expected.score, abs=0.25)


def test_vectors_are_float32_and_nearly_the_same() -> None:
    exact, fast = (Encoder.from_pretrained(device="cpu", dtype=dtype) for dtype in (torch.float32, torch.bfloat16))
    expected, found = exact.encode([QUESTION, CONTEXT]), fast.encode([QUESTION, CONTEXT])
    assert found.dtype == "float32"
    assert (expected * found).sum(axis=1).min() > 0.999


@pytest.mark.skipif(default_device().type == "cpu", reason="no GPU")
def test_a_gpu_finds_the_same_span() -> None:
    (span,) = Reader.from_pretrained().read(QUESTION, CONTEXT)
    assert CONTEXT[span.start : span.end] == "Vladivostok"
