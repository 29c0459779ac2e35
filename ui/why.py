"""'Why this answer': the passages that were read and how they scored, as a table."""

from collections.abc import Sequence

from qa.explaining import Reading
from ui.messages import estimate, label, percent, plain

_COLUMNS = (
    ("Passage", "what was read, and the words that the reader would answer with"),
    ("Probability", "that these words are right, worked out from the scores beside it and from the question"),
    ("Reader", "score of the words over the score of no answer: above 0, the reader prefers them"),
    ("Meaning", "cosine of question and sentence: 1 is the same meaning"),
    ("Words", "BM25: how much of the question's words the sentence shares"),
)


def render(readings: Sequence[Reading], *, threshold: float) -> str:
    """The readings as a table, with a sentence on how they were chosen."""
    if not readings:
        return '<p class="problem">No passage was found to read.</p>'
    head = "".join(f'<th scope="col" title="{plain(meaning)}">{name}</th>' for name, meaning in _COLUMNS)
    count = f"{len(readings)} passages were" if len(readings) > 1 else "One passage was"
    return (
        f"<p>{count} found by words and by meaning, and read whole. "
        f"An answer needs a probability of {percent(threshold)}.</p>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="Passages that were read"><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{''.join(map(_row, readings))}</tbody></table></div>"
    )


def _row(reading: Reading) -> str:
    numbers = (
        estimate(reading.probability) if reading.probability is not None else "–",
        f"{reading.margin:+.1f}" if reading.margin is not None else "–",
        f"{reading.cosine:.2f}",
        f"{reading.bm25:.1f}",
    )
    cells = "".join(f"<td>{number}</td>" for number in numbers)
    return (
        f'<tr><th scope="row">{_passage(reading)}<cite>{plain(label(reading.passage.article))}</cite></th>{cells}</tr>'
    )


def _passage(reading: Reading) -> str:
    """The passage to unfold, its words marked by their offsets; folded, the words alone."""
    passage, text = reading.passage, reading.passage.article.text
    before, after = text[passage.start : reading.start], text[reading.end : passage.end]
    if not reading.words:
        return f"<details><summary>no words of it</summary><p>{plain(passage.text)}</p></details>"
    marked = f"{plain(before)}<mark>{plain(reading.words)}</mark>{plain(after)}"
    return f"<details><summary>“{plain(reading.words)}”</summary><p>{marked}</p></details>"
