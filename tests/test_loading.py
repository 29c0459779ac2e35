import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from qa.article import ArticleError
from qa.loading import SEEDS, load, seeds
from qa.sentences import split

SEED = SEEDS / "000_6d468acdb8bdde8c.txt"


def test_seed_date_is_metadata_and_the_dateline_stays() -> None:
    article = next(load(SEED))
    assert article.published == date(2023, 9, 11)
    assert article.text.startswith("SEOUL, South Korea ― North Korean leader Kim Jong Un is preparing")
    assert article.title == ""
    assert len(split(article)) == 12
    assert split(article)[0].start == 0


def test_seeds_are_a_library_with_licences() -> None:
    articles = list(seeds())
    assert articles[0].id == SEED.name
    assert len(articles) >= 11
    assert len({article.id for article in articles}) == len(articles)
    assert all(article.title and article.url and article.licence and article.published for article in articles[1:])
    table = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert all(article.url in table for article in articles[1:])


def test_text_becomes_nfc_with_line_feeds(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffCafe\u0301 closed.\r\nIt was late.\r".encode())
    assert next(load(path)).text == "Café closed.\nIt was late."
    assert next(load(str(path))).id == str(path)


def test_json_lines(tmp_path: Path) -> None:
    row = {
        "text": "Text.",
        "title": "T",
        "date": "2020-01-02",
        "source": "VOA",
        "url": "https://example.org/a",
        "licence": "CC0",
    }
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps(row) + "\n\n" + json.dumps({"text": "Other."})).encode()))
    first, second = load(path)
    assert (first.title, first.published, first.outlet, first.id) == (
        "T",
        date(2020, 1, 2),
        "VOA",
        "https://example.org/a",
    )
    assert second.id == f"{path}:3"


def test_folder_is_read_recursively_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Two.")
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    assert [article.text for article in load(tmp_path)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"\x89PNG\x00\x01", "is a binary file"),
        ("a.txt", "Käse".encode("latin-1"), r"is not UTF-8 text \(byte 1\)"),
        ("a.txt", b" \n", "the article is empty"),
        ("a.html", b"<p>Text</p>", "HTML is not read yet"),
        ("a.jsonl", b'{"text": "Kim \\ud800"}', "is half a surrogate"),
        ("a.txt", b"date 2023-99-11 Text", "published: must be a date"),
        ("a.jsonl", b'{"text": "x"}\n{', ":2: is not JSON"),
        ("a.jsonl", b"[1]", ':1: must be an object with a "text"'),
        ("a.jsonl.gz", b"plain", "cannot be read"),
        ("a.jsonl.gz", gzip.compress(b"x" * 99)[:10] + b"broken", "cannot be read"),
    ],
)
def test_bad_data_names_its_place(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ArticleError, match=message) as error:
        list(load(path))
    assert str(path) in str(error.value)


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="there is no such file"):
        list(load(tmp_path / "none.txt"))
    with pytest.raises(ArticleError, match="the folder holds no file"):
        list(load(tmp_path))
