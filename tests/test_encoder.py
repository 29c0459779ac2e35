import numpy as np
import torch

from qa.encoder import Encoder, default_encoder

TEXTS = ["Kim met Putin.", "", "A long sentence " * 60, "Vladivostok", "Who is Kim going to meet?"]


def test_vectors_have_length_one_and_keep_the_order_of_the_texts() -> None:
    encoder = default_encoder()
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.allclose(encoder.encode([text])[0], vector, atol=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_pooling_agrees_with_the_mean_worked_out_token_by_token() -> None:
    encoder = Encoder.from_pretrained(device="cpu", dtype=torch.float32)
    inputs = encoder._tokenizer("Kim met Putin.", return_tensors="pt")
    with torch.inference_mode():
        tokens = encoder._model(**inputs).last_hidden_state[0]
    mean = sum(tokens[index] for index in range(len(tokens))) / len(tokens)
    assert np.allclose(encoder.encode(["Kim met Putin."])[0], mean / mean.norm(), atol=1e-5)


def test_near_in_meaning_is_near_in_angle() -> None:
    question, right, wrong = default_encoder().encode(
        ["Where will the two leaders talk?", "The heads of state may meet in Vladivostok.", "Shares of Acme fell."]
    )
    assert question @ right > question @ wrong + 0.2
