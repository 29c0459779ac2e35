import pytest

from qa.language import looks_english
from qa.loading import seeds


def test_every_seed_looks_english() -> None:
    assert all(looks_english(article.text) for article in seeds())


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Le dirigeant nord-coréen se prépare à une visite en Russie afin de rencontrer le président, a annoncé lundi la présidence russe, et la date exacte reste inconnue.", False),
        ("Der nordkoreanische Machthaber bereitet sich nach Angaben des Kremls auf einen Besuch in Russland vor, um dort den Präsidenten zu treffen, teilte die Behörde mit.", False),
        ("Президент России встретится с лидером КНДР.", False),
        ("北朝鮮の指導者がロシアを訪問する。", False),
        ("Kim met Putin.", True),
        ("12 34", True),
    ],
)  # fmt: skip
def test_other_languages_do_not(text: str, english: bool) -> None:
    assert looks_english(text) is english
