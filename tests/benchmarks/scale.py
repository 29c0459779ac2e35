"""How a library grows: adding, indexing, disk, memory, search and answer times at 10^3 to 10^6 sentences.

    python -m tests.benchmarks.scale --data DATA [--sizes 1000 10000 100000 1000000] [--json FILE] [--plot FILE]

Each size is a process of its own. The sentences are those of `many_sentences.py`. Encoding is timed apart, on 2,000 of them,
since it costs the same for each. The questions are those of `news/dev.json`, whose articles are among the sentences of every
size.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from qa.answering import answer
from qa.article import Article
from qa.indexing import index_sentences
from qa.library import Library
from qa.questions import read_questions
from qa.ranking import by_meaning, by_words
from qa.storage import columns
from tests.benchmarks.many_sentences import Known, articles, prepared, words_of

SIZES = [1_000, 10_000, 100_000, 1_000_000]
_EXACT = 60  # questions that are compared with every sentence
_SAMPLE = 2_000  # sentences on which encoding is timed


@dataclass(frozen=True, slots=True)
class Row:
    """One size: counts, seconds, bytes, and milliseconds of questions asked one by one on a warm library."""

    sentences: int
    articles: int
    add_seconds: float
    """Of `Library.add` without encoding: splitting, signatures, storing and indexing."""
    index_seconds: float
    """Of building all indices anew."""
    encode_per_second: float
    """Sentences that the encoder embeds in a second."""
    disk: int
    memory: int
    """The most resident memory of a process that opened the library and asked it, models included."""
    search_p50: float
    search_p95: float
    answer_p50: float
    answer_p95: float
    recall: float
    """Of the 8 nearest vectors by exact search, the share that the library's search by meaning has among its first 8."""
    words_p50: float
    """Of the search by words alone."""


def measure(data: Path, size: int, cache: Path) -> Row:
    """The row of one size; the library lies in a temporary folder."""
    real, known = prepared(data, cache)
    questions = [each.text for each in read_questions(data / "news" / "dev.json")]
    with tempfile.TemporaryDirectory() as folder:
        library = Library(folder, encoder=known)  # type: ignore[arg-type]  # a plain class in the encoder's place
        count, spent, started = 0, 0.0, perf_counter()
        for chunk in _chunks(articles(real, known, size)):
            before = perf_counter()
            library.add(chunk)
            spent += perf_counter() - before
            known.varied.clear()
            count += len(chunk)
        made = library.info().sentences
        sys.stderr.write(f"{made:,} sentences added in {perf_counter() - started:.0f} s\n")
        index_seconds = _timed_index(library)
        disk = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        asked = _asked(folder, questions)
        recall = _recall(library, questions[:_EXACT], known)
        return Row(made, count, spent, index_seconds, _encoding(known, real), disk, recall=recall, **asked)


def _chunks(some: Iterator[Article], size: int = 256) -> Iterator[list[Article]]:
    chunk: list[Article] = []
    for article in some:
        chunk.append(article)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _timed_index(library: Library) -> float:
    """Seconds of building the indices of the sentences anew."""
    table = library._sentences
    for each in table.list_indices():
        table.drop_index(each.name)
    start = perf_counter()
    index_sentences(table, before=0)
    return perf_counter() - start


def _asked(folder: str, questions: Sequence[str]) -> dict[str, Any]:
    """Times and memory of a process of its own that opens the library and asks it."""
    command = [sys.executable, "-m", "tests.benchmarks.scale", "--ask", folder]
    done = subprocess.run(command, input=json.dumps(questions), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    parsed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return parsed


def ask(folder: str, questions: Sequence[str]) -> dict[str, Any]:
    """What `_asked` gives: every question once to warm up, then alone by each way of asking."""
    library = Library(folder)
    library.search(questions)
    answer(questions[0], library=library)
    words, search, whole = [], [], []
    for question in questions:
        start = perf_counter()
        by_words(library._sentences, question, where=None, pool=200)
        words.append(perf_counter() - start)
        start = perf_counter()
        library.search([question])
        search.append(perf_counter() - start)
        start = perf_counter()
        answer(question, library=library)
        whole.append(perf_counter() - start)
    return {
        "memory": _most_memory(),
        "words_p50": 1000 * median(words),
        "search_p50": 1000 * median(search),
        "search_p95": 1000 * quantiles(search, n=20)[-1],
        "answer_p50": 1000 * median(whole),
        "answer_p95": 1000 * quantiles(whole, n=20)[-1],
    }


def _most_memory() -> int:
    """The most resident memory of this process in bytes; `ru_maxrss` may be that of the process which started it."""
    status = Path("/proc/self/status")
    if status.is_file():
        return 1024 * int(status.read_text(encoding="utf-8").partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _recall(library: Library, questions: Sequence[str], known: Known) -> float:
    """Of the first 8 by exact search, the share that the search by meaning finds among its first 8."""
    vectors = known._encoder.encode(questions)
    shares = []
    for vector in vectors:
        found = {each.key for each in by_meaning(library._sentences, vector, where=None, pool=200)[:8]}
        query = library._sentences.search(vector, vector_column_name="vector").distance_type("cosine")
        table = query.bypass_vector_index().limit(8).select(["article_id", "version", "index"]).to_arrow()
        nearest = set(zip(*columns(table, ["article_id", "version", "index"]), strict=True))
        shares.append(len(found & nearest) / len(nearest))
    return sum(shares) / len(shares)


def _encoding(known: Known, real: Sequence[Article]) -> float:
    texts = [text for article in real[:300] for text in words_of(article)][:_SAMPLE]
    start = perf_counter()
    known._encoder.encode(texts)
    return len(texts) / (perf_counter() - start)


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| sentences | articles | added/s without encoding | encoded/s | all indices anew | disk | memory | words p50 "
        "| search p50 · p95 | answer p50 · p95 | recall@8 |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.sentences:,} | {row.articles:,} | {row.sentences / row.add_seconds:,.0f} | {row.encode_per_second:,.0f} "
        f"| {row.index_seconds:.1f} s | {row.disk / 1e6:,.0f} MB | {row.memory / 1e6:,.0f} MB | {row.words_p50:.1f} ms "
        f"| {row.search_p50:.1f} · {row.search_p95:.1f} ms | {row.answer_p50:.0f} · {row.answer_p95:.0f} ms "
        f"| {row.recall:.3f} |"
        for row in rows
    ]
    return "\n".join(lines)


def plot(rows: Sequence[Row], file: Path) -> None:
    """Draws the times of a search and an answer over the number of sentences. Needs the extra `[train]`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    sizes = [row.sentences for row in rows]
    axes.plot(sizes, [row.answer_p50 for row in rows], marker="o", label="whole answer")
    axes.plot(sizes, [row.search_p50 for row in rows], marker="o", label="hybrid search")
    axes.plot(sizes, [row.words_p50 for row in rows], marker="o", label="search by words")
    axes.set(xscale="log", xlabel="sentences", ylabel="p50, milliseconds", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=150)


def main(arguments: list[str] | None = None) -> None:
    """Measures the sizes, each in a process of its own, and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "scale-vectors.npy")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--ask", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    if options.ask:
        sys.stdout.write(json.dumps(ask(options.ask, json.load(sys.stdin))) + "\n")
        return
    if len(options.sizes) == 1:
        rows = [measure(options.data, options.sizes[0], options.cache)]
    else:
        rows = []
        for size in options.sizes:
            rows.append(_one(options.data, size, options.cache))
            _save(rows, options.json)
    sys.stdout.write(f"{table(rows)}\n")
    _save(rows, options.json)
    if options.plot:
        plot(rows, options.plot)


def _save(rows: Sequence[Row], file: Path | None) -> None:
    if file:
        file.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def _one(data: Path, size: int, cache: Path) -> Row:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [sys.executable, "-m", "tests.benchmarks.scale", "--data", str(data), "--cache", str(cache)]
        subprocess.run([*command, "--sizes", str(size), "--json", file.name], check=True, stdout=subprocess.DEVNULL)
        return Row(**json.loads(Path(file.name).read_text(encoding="utf-8"))[0])


if __name__ == "__main__":
    main()
