"""What the tests of a library that is killed or shared run in processes of their own: an encoder, a writer and a check.

`python -m tests.library_writer kill FOLDER TRIALS` forks a writer TRIALS times, kills it, and checks what it left;
`share FOLDER SECONDS` lets two processes read while one writes. They fork, because starting Python anew takes seconds.
"""

import json
import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import BinaryIO

import numpy as np

from qa.article import Article
from qa.copies import signature
from qa.encoder import Encoder, Vectors
from qa.library import Library
from qa.sentences import split

ABSENT = -1
"""The revision of an article that is not in the library."""
State = dict[str, set[int]]
"""For each id the revisions that the library may hold: one that was reported, or one of two that were under way."""


class Tiny(Encoder):
    """Eight numbers from a digest of the text: equal texts are near, and nothing has to be loaded."""

    def __init__(self) -> None:
        pass

    @property
    def dimensions(self) -> int:
        return 8

    def encode(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        rows = [np.frombuffer(sha256(text.encode()).digest(), dtype=np.uint8)[:8] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, 8) - 127.5
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def article(name: str, revision: int) -> Article:
    """An article of three sentences, the second of which has a word that no other article and no other revision has."""
    text = (
        f"The council of {name} met on Monday. It chose {mark(name, revision)} for the post. Nobody voted against it."
    )
    return Article(text, id=name, title=f"News of {name}", published=f"2024-01-{1 + revision % 28:02}")  # type: ignore[arg-type]


def mark(name: str, revision: int) -> str:
    return f"mark{name}r{revision}"


def write(folder: str, state: State, seed: int, out: int) -> None:
    """Adds, replaces and removes without end; says before each what it is about to do, and then that it is done."""
    library, chance = Library(folder, encoder=Tiny()), random.Random(seed)
    os.write(out, b'["begin"]\n')
    for step in range(1_000_000):
        known = [name for name, revisions in sorted(state.items()) if revisions != {ABSENT}]
        plan = {f"town{seed}x{step}x{part}": 0 for part in range(chance.choice((1, 1, 3)))}
        deed = chance.random()
        if known and deed < 0.3:
            name = chance.choice(known)
            plan = {name: max(state[name]) + 1}
        elif known and deed < 0.4:
            plan = {chance.choice(known): ABSENT}
        os.write(out, json.dumps(["plan", plan]).encode() + b"\n")
        if ABSENT in plan.values():
            library.remove(plan)
        else:
            library.add(article(name, revision) for name, revision in plan.items())
        state |= {name: {revision} for name, revision in plan.items()}
        os.write(out, json.dumps(["done", plan]).encode() + b"\n")


def check(folder: str, state: State, names: set[str]) -> State:
    """The state as the library has it, after holding it to what was reported and searching for the articles `names`."""
    library = Library(folder, encoder=Tiny(), create=False)
    held = {each.id: each for each in library}
    assert set(held) <= set(state), set(held) - set(state)
    found: State = {}
    for name, revisions in state.items():
        possible = {revision for revision in revisions if held.get(name) == _at(name, revision)}
        assert len(possible) == 1, (name, revisions, held.get(name))
        found[name] = possible
    for name in sorted(names):
        for revision in state[name] - {ABSENT}:
            hits = library.search([mark(name, revision)], top_k=3)[0]
            words = [held[hit.sentence.article_id].text[hit.sentence.start : hit.sentence.end] for hit in hits]
            first = any(
                mark(name, revision) in each for each in words[:1]
            )  # there is none where nothing was stored yet
            assert first == (found[name] == {revision}), (name, revision, words)
            assert len({hit.sentence for hit in hits}) == len(hits), hits
            assert all(hit.sentence in split(held[hit.sentence.article_id]) for hit in hits)
    return found


def _at(name: str, revision: int) -> Article | None:
    return None if revision == ABSENT else article(name, revision)


def trials(folder: str, count: int) -> Iterator[tuple[State, int]]:
    """The state after each of so many killed writers, and how many deeds it had reported: every other one at least one."""
    state: State = {}
    for trial in range(count):
        writer, stream = _forked(partial(write, folder, state, trial))
        assert json.loads(stream.readline()) == ["begin"]
        first = [stream.readline(), stream.readline()] if trial % 2 else []  # a deed planned and done, however slowly
        time.sleep(random.Random(trial).uniform(0.005, 0.15))
        _kill(writer)
        touched, reported = _told(chain(first, stream), state)
        checker, stream = _forked(partial(_check, folder, state, touched))
        state = {name: set(revisions) for name, revisions in json.loads(stream.read()).items()}
        assert os.waitpid(checker, 0)[1] == 0
        yield state, reported


def _told(lines: Iterable[bytes], state: State) -> tuple[set[str], int]:
    """Takes the writer's lines into `state`; which articles it touched, and how many deeds it reported."""
    touched: set[str] = set()
    reported = 0
    for line in lines:
        if not line.endswith(b"\n"):
            break  # killed while it wrote the line
        word, plan = json.loads(line)
        for name, revision in plan.items():
            state[name] = {revision} if word == "done" else state.get(name, {ABSENT}) | {revision}
        touched |= set(plan)
        reported += word == "done"
    return touched, reported


def _check(folder: str, state: State, names: set[str], out: int) -> None:
    found = check(folder, state, names)
    os.write(out, json.dumps({name: sorted(revisions) for name, revisions in found.items()}).encode())


def share(folder: str, seconds: float) -> list[int]:
    """How often each of two processes searched, and rightly, while a third one wrote."""
    filler, stream = _forked(partial(_fill, folder))
    assert stream.read() == b"filled"
    os.waitpid(filler, 0)
    writer, _ = _forked(partial(_change, folder))
    readers = [_forked(partial(_read, folder, seconds)) for _ in range(2)]
    searches = [json.loads(stream.read() or "0") for _, stream in readers]
    _kill(writer)
    assert [os.waitpid(reader, 0)[1] for reader, _ in readers] == [0, 0]
    return searches


def _fill(folder: str, out: int) -> None:
    library = Library(folder, encoder=Tiny())
    library.add(article(name, 0) for name in [*(f"still{number}" for number in range(10)), "moving"])
    os.write(out, b"filled")


def _change(folder: str, out: int) -> None:
    """Replaces one article again and again, while others come and go."""
    library = Library(folder, encoder=Tiny())
    for step in range(1, 1_000_000):
        library.add([article("moving", step), article(f"passing{step}", 0)])
        library.remove(f"passing{step - 1}")


def _read(folder: str, seconds: float, out: int) -> None:
    """Finds what stands still and what is being replaced, in every search."""
    library, end, searches = Library(folder, encoder=Tiny(), create=False), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        name = f"still{searches % 10}"
        found, moving = library.search([mark(name, 0), "What did the council of moving do?"], top_k=20)
        text = library.get(name)[name].text
        assert mark(name, 0) in text[found[0].sentence.start : found[0].sentence.end], found
        assert max(moving, key=lambda hit: hit.bm25).sentence.article_id == "moving", moving
        assert {f"still{number}" for number in range(10)} <= {each.id for each in library}
        searches += 1
    os.write(out, json.dumps(searches).encode())


def _forked(work: Callable[[int], None]) -> tuple[int, BinaryIO]:
    """A forked process that does `work` and nothing of its parent's, and what it writes."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, "rb")
    try:
        work(writing)
    except BaseException as error:  # whatever it is, it must not unwind into the parent's code
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def main(deed: str, folder: str, amount: str) -> None:
    warnings.simplefilter("ignore", RuntimeWarning)  # lancedb's, on forking: nothing is connected yet
    signature("loads what adding loads late")
    if deed == "share":
        sys.stdout.write(json.dumps(share(folder, float(amount))))
        return
    states = list(trials(folder, int(amount)))
    names = {name for name, revisions in states[-1][0].items() if revisions != {ABSENT}}
    held = {name: max(states[-1][0][name]) for name in names}
    sys.stdout.write(json.dumps({"reported": [reported for _, reported in states], "held": held}))


if __name__ == "__main__":
    main(*sys.argv[1:])
