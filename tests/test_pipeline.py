import json
from collections import defaultdict
from collections.abc import Iterator
from math import exp
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from torch import Tensor
from transformers import (
    AutoModelForQuestionAnswering,
    AutoTokenizer,
    BertConfig,
    BertForQuestionAnswering,
    PreTrainedTokenizerFast,
)

import qa
from qa.drop_in import QuestionAnswering
from qa.reader import Reader
from tests import record_pipeline as recorded

SEED = next(qa.seeds()).text
ASKED: dict[str, Any] = {"question": "Where could the talks be held?", "context": SEED}
FILLER = "The committee met again and nothing was decided. "


class Rigged:
    """A model that starts and ends an answer where certain tokens stand, and gives `[CLS]` a logit of its window's own."""

    device = "cpu"

    def __init__(self, logits: dict[int, float], *, nulls: dict[int, float] | None = None) -> None:
        self.logits, self.nulls, self.batches = logits, nulls or {}, list[int]()

    def eval(self) -> "Rigged":
        return self

    def __call__(self, input_ids: Tensor, **_: Tensor) -> SimpleNamespace:
        self.batches.append(len(input_ids))
        logits = torch.zeros(input_ids.shape)
        for token, logit in self.logits.items():
            logits[input_ids == token] = logit
        for token, logit in self.nulls.items():
            logits[(input_ids == token).any(1), 0] = logit
        return SimpleNamespace(start_logits=logits, end_logits=logits.clone())


class Noise:
    """A model whose logits are random and depend on a token's id and place alone."""

    device = "cpu"

    def eval(self) -> "Noise":
        return self

    def __call__(self, input_ids: Tensor, **_: Tensor) -> SimpleNamespace:
        places = torch.arange(input_ids.shape[1])
        start, end = ((input_ids * a + places * b) % 101 / 15.0 for a, b in ((17, 29), (31, 13)))
        return SimpleNamespace(start_logits=start, end_logits=end)


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return AutoTokenizer.from_pretrained(recorded.READER)


def rigged(tokenizer: Any, words: dict[str, float], **nulls: float) -> QuestionAnswering:
    numbers = [{tokenizer.convert_tokens_to_ids(word): logit for word, logit in d.items()} for d in (words, nulls)]
    return QuestionAnswering(Reader(Rigged(numbers[0], nulls=numbers[1]), tokenizer))


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    head, records = recorded.read_records()
    assert head["transformers"] == recorded.VERSION
    if head["weights"] != recorded.weights_digest():
        pytest.fail(
            "tests/data/pipeline_records.jsonl.gz was recorded with other weights than those of qa/models/reader. Record "
            "anew: run `python -m tests.record_pipeline` in an environment with transformers 5.2.0."
        )
    return records


@pytest.fixture(scope="module")
def results(records: list[dict[str, Any]]) -> list[Any]:
    return recorded.now(records, qa.pipeline())


def test_same_spans_as_the_old_pipeline_where_it_was_right(records: list[dict[str, Any]], results: list[Any]) -> None:
    pairs = [(record, result) for record, result in zip(records, results, strict=True) if not recorded.flaw(record)]
    assert len({record["id"] for record, _ in pairs}) >= 500
    same = [recorded.span(record["result"]) == recorded.span(result) for record, result in pairs]
    assert sum(same) / len(same) >= 0.97
    both = [recorded.span(record["result"]) == recorded.span(r) for record, r in zip(records, results, strict=True)]
    assert sum(both) / len(both) >= 0.95  # also counting those where the old one broke its rules


def test_every_difference_is_listed_with_its_reason(records: list[dict[str, Any]], results: list[Any]) -> None:
    listed = json.loads(recorded.DIFFERENCES.read_text(encoding="utf-8"))
    found = recorded.differences(records, results)
    named = [
        {(reason, row["id"], json.dumps(row["options"])) for reason, rows in each.items() for row in rows}
        for each in (listed, found)
    ]
    assert len(named[0] ^ named[1]) <= 0.005 * len(records), named[0] ^ named[1]  # another machine may round otherwise
    assert "unexplained" not in listed


def test_scores_in_one_window_are_what_they_were(records: list[dict[str, Any]], results: list[Any]) -> None:
    gains = []
    for record, result in zip(records, results, strict=True):
        old, new = recorded.best(record["result"]), recorded.best(result)
        if not recorded.flaw(record) and recorded.span(record["result"]) == recorded.span(result):
            gains.append(new["score"] - old["score"])
    assert min(gains) > -1e-4  # it may gain places of the same words beyond the twelve that the old one looked at
    assert sum(gain < 1e-3 for gain in gains) > 0.95 * len(gains)


def test_several_answers_are_the_old_ones_without_those_that_overlap_a_better_one(
    records: list[dict[str, Any]], results: list[Any]
) -> None:
    agree = []
    for record, result in zip(records, results, strict=True):
        if record["options"].get("top_k") != 3 or recorded.flaw(record):
            continue
        old = record["result"] if isinstance(record["result"], list) else [record["result"]]
        apart = [one for n, one in enumerate(old) if not any(overlap(one, better) for better in old[:n])]
        agree.append([one["answer"] for one in apart] == [one["answer"] for one in result[: len(apart)]])
    assert len(agree) >= 80
    assert sum(agree) >= 0.95 * len(agree)


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def test_results_are_plain_and_scores_are_probabilities(records: list[dict[str, Any]], results: list[Any]) -> None:
    for record, result in zip(records, results, strict=True):
        assert isinstance(result, list) == (record["options"].get("top_k", 1) > 1)
        answers = result if isinstance(result, list) else [result]
        assert sum(answer["score"] for answer in answers) <= 1 + 1e-9
        assert [answer["score"] for answer in answers] == sorted((answer["score"] for answer in answers), reverse=True)
        for answer in answers:
            assert [type(answer[name]) for name in ("score", "start", "end", "answer")] == [float, int, int, str]
            assert record["context"][answer["start"] : answer["end"]] == answer["answer"]
            assert answer["answer"] or record["options"].get("handle_impossible_answer")
        assert not any(overlap(one, other) for n, one in enumerate(answers) for other in answers[:n])


def test_agrees_with_brute_force_over_all_pairs_of_tokens_of_all_windows(tokenizer: Any) -> None:
    reader = Reader(Noise(), tokenizer)
    question = "Who met?"
    context = "Kim met Putin. Then Kim left for Pyongyang, and Putin stayed behind with his men. " * 2
    totals, null = brute_force(reader, question, context, max_window=24, stride=8, longest=3)
    options: dict[str, Any] = {"max_seq_len": 24, "doc_stride": 8, "max_answer_len": 3, "align_to_words": False}
    found = QuestionAnswering(reader)(question=question, context=context, top_k=200, **options)
    assert found[0]["score"] == pytest.approx(max(totals.values()))
    assert len(found) > 10
    for answer in found:
        assert answer["score"] == pytest.approx(totals[answer["answer"].lower()])
    with_null = QuestionAnswering(reader)(
        question=question, context=context, top_k=200, handle_impossible_answer=True, **options
    )
    assert [answer["score"] for answer in with_null if not answer["answer"]] == [pytest.approx(null)]


def brute_force(
    reader: Reader, question: str, context: str, *, max_window: int, stride: int, longest: int
) -> tuple[dict[str, float], float]:
    """The probability of every answer's words, and of none, by the definition."""
    windows = reader.windows([(question, context)], max_window=max_window, stride=stride)
    assert len(windows) > 3
    starts = [{start for (start, _), inside in zip(w.offsets, w.inside, strict=True) if inside} for w in windows]
    odds: defaultdict[str, float] = defaultdict(float)
    everything = 1.0
    for window in windows:
        output = Noise()(torch.tensor([window.features["input_ids"]]))
        start, end = output.start_logits[0].tolist(), output.end_logits[0].tolist()
        tokens = [0, *(token for token, inside in enumerate(window.inside) if inside)]
        for a in tokens:
            seen = sum(window.offsets[a][0] in other for other in starts) if a else 1
            for b in tokens:
                weight = exp(start[a] + end[b] - start[0] - end[0]) / seen
                everything += weight if (a, b) != (0, 0) else 0
                if 0 < a <= b < a + longest:
                    odds[context[window.offsets[a][0] : window.offsets[b][1]].lower()] += weight
    return {words: weight / everything for words, weight in odds.items()}, 1 / everything


@pytest.mark.parametrize("context", [FILLER * 28 + "Kim won. " + FILLER * 20, (FILLER * 40 + "Kim won. ") * 6])
def test_a_sure_answer_in_several_windows_scores_below_one(tokenizer: Any, context: str) -> None:
    found = rigged(tokenizer, {"kim": 10.0})(question="Who won?", context=context, top_k=10)
    assert found[0]["answer"] == "Kim"
    assert 0.95 < found[0]["score"] <= sum(answer["score"] for answer in found) <= 1


def test_every_span_is_weighed_against_the_null_of_its_own_window(tokenizer: Any) -> None:
    context = FILLER * 35 + "Kim won. " + FILLER * 60 + "Putin lost. " + FILLER
    options: dict[str, Any] = {"handle_impossible_answer": True, "doc_stride": 0}
    words = {"kim": 3.0, "putin": 6.0}
    # Within its window Putin has 0.01 under a null of 0.63, and Kim 0.003: as the least null of any window is almost 0, it
    # was silent, and the answer was Putin. Yet Kim is far above its null, and Putin below.
    assert rigged(tokenizer, words, kim=-4.0, putin=8.0)(question="Who?", context=context, **options)["answer"] == "Kim"
    nothing = rigged(tokenizer, words, kim=8.0, putin=8.0, committee=8.0)(question="Who?", context=context, **options)
    assert (nothing["start"], nothing["end"], nothing["answer"]) == (0, 0, "")


def test_words_are_reported_where_they_score_highest(tokenizer: Any) -> None:
    context = FILLER * 2 + "KIM won. " + FILLER * 60 + "Kim lost."
    found = rigged(tokenizer, {"kim": 3.0}, lost=-3.0)(question="Who?", context=context, doc_stride=0)
    assert found["start"] == context.rindex("Kim")


def test_a_word_at_the_edge_of_a_window_is_whole(tokenizer: Any) -> None:
    context = "Zzyzx " * 40
    qa_ = rigged(tokenizer, {"z": 5.0, "##zy": 5.0, "##z": 5.0, "##x": 5.0})
    for length in range(12, 24):
        found = qa_(question="Who?", context=context, top_k=5, max_seq_len=length, doc_stride=1, max_answer_len=2)
        assert {word for answer in found for word in answer["answer"].split()} == {"Zzyzx"}


def test_align_to_words_and_max_answer_len_are_kept(tokenizer: Any) -> None:
    pieces = rigged(tokenizer, {"##zy": 9.0})
    assert pieces(question="Who?", context="Ask Zzyzx.")["answer"] == "Zzyzx"
    assert pieces(question="Who?", context="Ask Zzyzx.", align_to_words=False)["answer"] in "Zzyzx"[1:]
    shortest = qa.pipeline()(**ASKED, top_k=50, max_answer_len=1, align_to_words=False)
    assert all(" " not in answer["answer"] for answer in shortest)


def test_questions_are_cut_at_max_question_len() -> None:
    long, short = "Who said that it was a huge mistake or so I heard?", "Who said that it was a huge mistake"
    ask = qa.pipeline()
    cut = ask(question=long, context=SEED, max_question_len=8)
    assert cut == ask(question=short, context=SEED)
    assert cut != ask(question=long, context=SEED)


def test_one_question_gives_one_result_and_a_list_a_list() -> None:
    ask = qa.pipeline()
    one = ask(**ASKED)
    assert one["answer"] == "Vladivostok"
    assert one == ask(ASKED) == ask(ASKED["question"], SEED) == ask(dict(ASKED, id="1"))
    assert one["score"] == pytest.approx(ask(ASKED, top_k=5)[0]["score"])
    assert [one] == ask([ASKED]) == ask(question=[ASKED["question"]], context=SEED)
    both = ask(question=[ASKED["question"]] * 2, context=[SEED, "Kim."], top_k=2)
    assert [type(answers) for answers in both] == [list, list]
    assert both == ask([ASKED, dict(ASKED, context="Kim.")], top_k=2)
    assert both == ask(ASKED, dict(ASKED, context="Kim."), top_k=2)
    assert ask([]) == []


def test_a_generator_is_read_as_its_answers_are_taken() -> None:
    taken = []

    def asked() -> Iterator[dict[str, str]]:
        for length in (200, 400, 600, 800, 1000):
            taken.append(length)
            yield dict(ASKED, context=SEED[:length])

    ask = qa.pipeline()
    answers = ask(asked(), batch_size=2)
    assert not taken
    assert next(answers)["answer"]
    assert taken == [200, 400]
    alone = [ask(dict(ASKED, context=SEED[:length]))["answer"] for length in (400, 600, 800, 1000)]
    assert [answer["answer"] for answer in answers] == alone


def test_batch_size_caps_the_windows_of_a_forward_pass(tokenizer: Any) -> None:
    model = Rigged({})
    ask = QuestionAnswering(Reader(model, tokenizer))
    ask(question="Who?", context=FILLER * 200, batch_size=3)
    assert sum(model.batches) > 3 >= max(model.batches)
    model.batches.clear()
    ask(question=["Who?"] * 20, context="Kim met Putin.")
    assert model.batches == [20]


@pytest.mark.parametrize(
    ("inputs", "options", "message"),
    [
        ((), {}, "question: must be text and not empty, got None"),
        ((), {"question": "Who?"}, "context: must be text and not empty, got None"),
        ((), {"question": "", "context": "Kim."}, "question: must be text and not empty, got ''"),
        ((), {"question": "Who?", "context": " \n"}, "context: must be text and not empty"),
        ((), {"question": ["Who?", None], "context": "Kim."}, "question: must be text and not empty, got None"),
        ((), {"question": ["Who?", "Why?"], "context": ["Kim."]}, "context: must be one, or one for each of 2"),
        ((), {"question": "Who \udcff?", "context": "Kim."}, "question: must be valid Unicode"),
        (({"context": "Kim."},), {}, "question: must be text and not empty, got None"),
        (([{"question": "Who?"}],), {}, "context: must be text and not empty, got None"),
        ((["Who?"],), {}, "input: must be a dict with a question and a context, got 'Who\\?'"),
        (("Who?",), {}, "input: must be a dict with a question and a context, or several, got 'Who\\?'"),
        ((7,), {}, "input: must be a dict"),
        ((ASKED,), {"context": "Kim."}, "question, context: must not be given by name beside a positional input"),
        ((ASKED,), {"top_k": 0}, "top_k: must be at least 1, got 0"),
        ((ASKED,), {"max_answer_len": 0}, "max_answer_len: must be at least 1, got 0"),
        ((ASKED,), {"max_question_len": 0}, "max_question_len: must be at least 1, got 0"),
        ((ASKED,), {"batch_size": 0}, "batch_size: must be at least 1, got 0"),
        ((ASKED,), {"doc_stride": -1}, "doc_stride: must be at least 0, got -1"),
        ((ASKED,), {"max_seq_len": 600}, "max_seq_len: must be from 1 to 512, the model's limit, got 600"),
        ((ASKED,), {"max_seq_len": 12}, "doc_stride: must be less than the 2 tokens"),
        ((ASKED,), {"doc_stride": 400}, "doc_stride: must be less than the 374 tokens"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    inputs: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        qa.pipeline()(*inputs, **options)


def test_a_context_without_a_token_is_not_answered() -> None:
    found = qa.pipeline()(question="Who?", context="\u200b", top_k=2)
    assert found == [{"score": 1.0, "start": 0, "end": 0, "answer": ""}]


def test_it_is_made_as_the_old_one_was(tokenizer: Any) -> None:
    name, expected = str(recorded.READER), qa.pipeline()(**ASKED)
    loaded = AutoModelForQuestionAnswering.from_pretrained(name, dtype=torch.float32)
    for made in (
        qa.pipeline("question-answering"),
        qa.pipeline(task="question-answering", model=name, tokenizer=name),
        qa.pipeline(recorded.READER, device=-1),
        qa.pipeline(model=loaded, tokenizer=tokenizer),
    ):
        assert made(**ASKED) == expected
    with pytest.raises(ValueError, match="tokenizer: must be given with a model that is already loaded"):
        qa.pipeline(loaded)
    with pytest.raises(ValueError, match="task: must be 'question-answering', got 'summarization'"):
        qa.pipeline("summarization", model=name)
    with pytest.raises(TypeError, match="topk"):
        qa.pipeline()(**dict(ASKED, topk=3))


def test_it_stays_callable_when_its_module_is_imported() -> None:
    import qa.drop_in

    assert qa.pipeline is qa.drop_in.pipeline


def test_another_folder_is_read_with_its_own_tokenizer(tmp_path: Path) -> None:
    save_byte_level_model(tmp_path)
    ask = qa.pipeline(tmp_path)
    text = "Kim met  Putin in Vladivostok; Harris called it a mistake. " * 10
    found = ask(question="Who met Putin?", context=text, top_k=8, max_seq_len=40, doc_stride=8, align_to_words=False)
    assert all(text[answer["start"] : answer["end"]] == answer["answer"] for answer in found)
    assert all(answer["answer"] == answer["answer"].strip() != "" for answer in found)


def save_byte_level_model(folder: Path) -> None:
    """A tiny untrained model whose tokens, like those of some others, take the white space before them in."""
    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=["<s>", "</s>", "<pad>"], show_progress=False)
    bare.train_from_iterator([SEED], trainer)
    bare.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>"}
    PreTrainedTokenizerFast(tokenizer_object=bare, model_max_length=64, **names).save_pretrained(folder)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    torch.manual_seed(0)
    config = BertConfig(vocab_size=400, max_position_embeddings=64, **sizes)
    BertForQuestionAnswering(config).save_pretrained(folder)
