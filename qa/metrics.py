"""How answers are compared: the normalisation, exact match and F1 of SQuAD (Rajpurkar et al. 2016, 2018)."""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(text: str) -> str:
    """The text in lower case, without ASCII punctuation, articles and extra white space."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, references: Sequence[str]) -> float:
    """1.0 if the prediction equals a reference after `normalise`, else 0.0; no references stand for the empty answer."""
    return float(normalise(prediction) in {normalise(text) for text in references or [""]})


def f1(prediction: str, references: Sequence[str]) -> float:
    """The best token F1 over the references, 0 to 1; no references stand for the empty answer."""
    return max(_token_f1(normalise(prediction).split(), normalise(text).split()) for text in references or [""])


def _token_f1(prediction: list[str], reference: list[str]) -> float:
    if not prediction or not reference:
        return float(prediction == reference)
    common = sum((Counter(prediction) & Counter(reference)).values())
    return 2 * common / (len(prediction) + len(reference))
