import pytest

from qa.article import Article
from qa.questions import Part


def test_every_article_falls_into_exactly_one_part_by_its_title() -> None:
    articles = [Article(f"Text {number}.", title=f"Title {number // 2}") for number in range(200)]
    held = [[part for part in (Part(1, 3), Part(2, 3), Part(3, 3)) if part.holds(article)] for article in articles]
    assert all(len(parts) == 1 for parts in held)
    assert held[::2] == held[1::2]  # the same title, the same part
    assert all(40 < sum(parts[0].number == number for parts in held) < 90 for number in (1, 2, 3))


def test_a_part_is_written_as_a_number_of_so_many() -> None:
    assert Part.parse("2/3") == Part(2, 3)
    for wrong in ("", "2", "0/3", "4/3", "1/x"):
        with pytest.raises(ValueError, match="part: must be NUMBER/OF"):
            Part.parse(wrong)
