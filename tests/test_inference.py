from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from qa.inference import MODELS, checked, length_sorted_batches, pad, verify


@given(st.lists(st.integers(1, 600)), st.integers(1, 5000))
def test_batches_hold_every_item_once_and_are_padded_little(lengths: list[int], max_tokens: int) -> None:
    batches = list(length_sorted_batches(lengths, max_tokens=max_tokens))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        longest, shortest = max(lengths[index] for index in batch), min(lengths[index] for index in batch)
        assert len(batch) == 1 or (len(batch) * longest <= max_tokens and shortest >= 0.8 * longest)


@pytest.mark.parametrize(("longest", "positions", "padded"), [(13, 512, 16), (16, 512, 16), (17, 20, 17), (17, 24, 24)])
def test_batches_are_padded_to_few_lengths_that_the_model_takes(longest: int, positions: int, padded: int) -> None:
    tokenizer = AutoTokenizer.from_pretrained(MODELS / "reader")
    model = SimpleNamespace(config=SimpleNamespace(max_position_embeddings=positions), device="cpu")
    rows = {"input_ids": [[5] * longest, [7]], "attention_mask": [[1] * longest, [1]]}
    made = pad(tokenizer, rows, model)
    assert made["input_ids"].shape == (2, padded)
    assert made["attention_mask"].sum(dim=1).tolist() == [longest, 1]


@pytest.mark.parametrize("name", ["encoder", "reader"])
def test_weights_that_ship_are_written_down(name: str) -> None:
    folder = MODELS / name
    assert "model.safetensors" in (folder / "SHA256SUMS").read_text()
    verify(folder)
    assert all(file.stat().st_size < 50_000_000 for file in folder.rglob("*"))


def test_a_path_that_is_no_folder_is_not_looked_up_on_the_hub(tmp_path: Path) -> None:
    for name in (tmp_path / "none", "./none", "a/b/c"):
        with pytest.raises(ValueError, match="there is no such folder"):
            checked(name)
    assert checked("deepset/roberta-base-squad2") == "deepset/roberta-base-squad2"


def test_damaged_or_missing_weights_are_refused(tmp_path: Path) -> None:
    verify(tmp_path)  # no SHA256SUMS: a user's own folder
    (tmp_path / "SHA256SUMS").write_text(f"{sha256(b'right').hexdigest()}  model.safetensors\n")
    with pytest.raises(ValueError, match="the model file is missing"):
        verify(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"wrong")
    with pytest.raises(ValueError, match="the model file is damaged"):
        verify(tmp_path)
