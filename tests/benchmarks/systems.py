"""The systems that are compared, each served by a process of its own: `python -m tests.benchmarks.systems NAME`.

The first line of standard input, in JSON, is the `Setup`; each further line is a request, answered by one line. This file is
run by the Python of each system's own virtual environment, so it imports nothing beyond the standard library at its top.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from time import perf_counter, process_time
from typing import Any

FOUND = 10  # articles that Haystack's retriever hands on
CLOCKS = {"wall": perf_counter, "cpu": process_time}
"""Seconds that pass, or seconds of work of all threads of the process: what is left to compare on a machine that is busy."""
_WARM_UP = "Is everything loaded?"


@dataclass(frozen=True, slots=True)
class Setup:
    """What is the same for all: the reader's folder, threads, answers wanted, tokens of an answer, and the articles."""

    reader: str
    threads: int
    clock: str
    """A key of `CLOCKS`."""
    top_k: int
    max_tokens: int
    texts: dict[str, str]
    """By article id: those of the library and those that questions are asked on."""
    titles: dict[str, str]
    library: list[str]
    """The ids of the library's articles."""


class Ours:
    """`qa.answer`, one question or several at once; an article's index is kept from question to question, as ever."""

    def __init__(self, setup: Setup) -> None:
        import qa

        _set_threads(setup.threads)
        self._qa = qa
        self._top_k = setup.top_k
        self._reader = qa.Reader.from_pretrained(setup.reader)
        self._articles = {
            name: qa.Article(text, id=name, title=setup.titles[name]) for name, text in setup.texts.items()
        }
        self._library = qa.Library.of(self._articles[name] for name in setup.library)

    def answer(self, questions: list[str], article: str | None, _found: Sequence[str]) -> list[str]:
        """The best words for each question, whether or not they are sure enough."""
        where: dict[str, Any] = {"articles": self._articles[article]} if article else {"library": self._library}
        given = questions if len(questions) > 1 else questions[0]
        answers: Any = self._qa.answer(given, top_k=self._top_k, threshold=0, reader=self._reader, **where)
        return [each.stretch or "" for each in (answers if len(questions) > 1 else [answers])]


class Pipeline:
    """The `question-answering` pipeline of transformers 5.2; over the library, the best answer of the articles given."""

    def __init__(self, setup: Setup) -> None:
        transformers, torch = import_module("transformers"), _set_threads(setup.threads)
        self._setup = setup
        # float32: the file's float16 would be slower on a processor, and the other systems compute in float32 as well
        self._pipeline = transformers.pipeline("question-answering", model=setup.reader, dtype=torch.float32)

    def answer(self, questions: list[str], article: str | None, found: Sequence[str]) -> list[str]:
        """The answer with the highest score, each article being read whole."""
        options = {"top_k": self._setup.top_k, "max_answer_len": self._setup.max_tokens}
        read: list[dict[str, Any]] = []
        for name in [article] if article else found:
            answers = self._pipeline(question=questions[0], context=self._setup.texts[name], **options)
            read += answers if isinstance(answers, list) else [answers]
        return [max(read, key=lambda each: float(each["score"]))["answer"]]


class Haystack:
    """Haystack's `ExtractiveReader`, over the library behind its `InMemoryBM25Retriever`. It limits no answer's length."""

    def __init__(self, setup: Setup) -> None:
        torch = _set_threads(setup.threads)
        document = import_module("haystack").Document
        store = import_module("haystack.document_stores.in_memory").InMemoryDocumentStore()
        retriever = import_module("haystack.components.retrievers.in_memory").InMemoryBM25Retriever
        reader = import_module("haystack.components.readers").ExtractiveReader
        self._documents = {name: document(id=name, content=text) for name, text in setup.texts.items()}
        store.write_documents([self._documents[name] for name in setup.library])
        self._retriever = retriever(store, top_k=FOUND)
        options = {"dtype": torch.float32}
        self._reader = reader(model=setup.reader, top_k=setup.top_k, no_answer=False, model_kwargs=options)
        self._reader.warm_up()

    def answer(self, questions: list[str], article: str | None, _found: Sequence[str]) -> list[str]:
        """The best answer; for the library, the time of the search is part of the question's."""
        documents = [self._documents[article]] if article else self._retriever.run(query=questions[0])["documents"]
        answers = self._reader.run(query=questions[0], documents=documents)["answers"]
        return [answers[0].data if answers else ""]

    def found(self, question: str) -> list[str]:
        """The ids of the articles that the retriever finds, best first."""
        return [document.id for document in self._retriever.run(query=question)["documents"]]


SYSTEMS = {"ours": Ours, "pipeline": Pipeline, "haystack": Haystack}


def _set_threads(threads: int) -> Any:
    torch = import_module("torch")
    torch.set_num_threads(threads)
    return torch


def _reply(system: Any, clock: Callable[[], float], request: dict[str, Any]) -> dict[str, Any]:
    """The answers, and the seconds of each question, or of all together; what is made once an article is not timed."""
    questions, article = request["questions"], request.get("article")
    found = request.get("found") or [[]] * len(questions)
    if request.get("search"):
        return {"found": [system.found(question) for question in questions]}
    system.answer([_WARM_UP], article, found[0])
    groups = [questions] if request.get("together") else [[question] for question in questions]
    answers, seconds = [], []
    for group, names in zip(groups, found, strict=False):
        start = clock()
        answers += system.answer(group, article, names)
        seconds.append(clock() - start)
    return {"answers": answers, "seconds": seconds}


def serve(name: str) -> None:
    """Answers requests until standard input ends; whatever a library prints goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    setup = Setup(**json.loads(sys.stdin.readline()))
    system: Any = SYSTEMS[name](setup)
    replies.write('{"ready": true}\n')
    replies.flush()
    for line in sys.stdin:
        replies.write(json.dumps(_reply(system, CLOCKS[setup.clock], json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
