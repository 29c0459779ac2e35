"""Why an answer was given: the passages that were read for a question, and how each of them scored."""

from dataclasses import dataclass

from qa.calibration import calibration_of
from qa.dates import question_period
from qa.features import features
from qa.library import Library
from qa.reader import Reader, default_reader
from qa.reading import read_passages
from qa.retriever import Passage


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage that was read, and the best span in it: `article.text[start:end]`, none where the reader found none.

    `margin` is the reader's score of that span over the null score, `probability` the calibrated one. `cosine` and `bm25`
    are those of the sentence for which the passage was found.
    """

    passage: Passage
    start: int
    end: int
    margin: float | None
    probability: float | None

    @property
    def words(self) -> str:
        """The span in the article's own words; "" where there is none."""
        return self.passage.article.text[self.start : self.end]

    @property
    def cosine(self) -> float:
        """How near the meaning of the best sentence is to the question's, -1 to 1."""
        return self.passage.hits[0].cosine

    @property
    def bm25(self) -> float:
        """How much the best sentence shares of the question's words, from 0."""
        return self.passage.hits[0].bm25


def explain(
    question: str,
    library: Library,
    *,
    where: str | None = None,
    reader: Reader | None = None,
    literal: bool = False,
) -> list[Reading]:
    """What `answer` read for the question, the passage with the most probable span first.

    Spans that say the same stand in the passage of the best of them, as they are merged there. Mistyped words are put right
    as by `answer`, and with `literal` none is. Raises `ValueError` as
    `answer` does.
    """
    chosen = reader or default_reader()
    chosen.check_questions([question])
    period = question_period(question, None)
    bound = period.where if period else None
    condition = f"({where}) AND {bound}" if where and bound else where or bound
    (read,) = read_passages([question], library, where=condition, reader=chosen, literal=literal)
    calibration = calibration_of(chosen.folder)
    best: dict[tuple[str, int], Reading] = {}
    for group, row in zip(read.groups, features(read.question, read.groups, read.passages), strict=True):
        citation, probability = group.citations[0], calibration.probability(row)
        key = group.passage.article.id, group.passage.start
        if key not in best or probability > (best[key].probability or 0):
            best[key] = Reading(group.passage, citation.start, citation.end, group.score, probability)
    found = [best.get((each.article.id, each.start), Reading(each, 0, 0, None, None)) for each in read.passages]
    return sorted(found, key=lambda each: -(each.probability or 0))
