import gzip
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from qa import loading
from qa.article import ArticleError, ArticleWarning
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
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "README.md").write_text("These are articles.")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "three.txt").write_text("Three.")
    assert [article.text for article in load(tmp_path)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"\x89PNG\x00\x01", "is a binary file"),
        ("a.txt", bytes(range(1, 256)) * 4, "is not text in any encoding"),
        ("a.txt", b" \n", "the article is empty"),
        ("a.html", b"not HTML", "is not HTML"),
        ("a.html", b"<html><body><script>let x</script></body></html>", "no article is found"),
        ("a.md", b"# Only a title", "the article is empty"),
        ("a.pdf", b"%PDF-1.7 and no more", "is not a PDF that can be read"),
        ("a.pdf", b"not a PDF", "is not a PDF that can be read"),
        ("a.xml", b"<sitemap/>", "is not an RSS or Atom feed"),
        ("a.rss", b"", "is not an RSS or Atom feed"),
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


def test_what_a_gzipped_file_inflates_to_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_MAX_INFLATED", 1000)
    (tmp_path / "fits.txt.gz").write_bytes(gzip.compress(b"x" * 1000))
    (tmp_path / "large.txt.gz").write_bytes(gzip.compress(b"x" * 1001))
    failures: list[ArticleError] = []
    assert [len(article.text) for article in load(tmp_path, failures=failures)] == [1000]
    assert [str(each) for each in failures] == [
        f"{tmp_path / 'large.txt.gz'}: inflates to more than 1,000 bytes; split it, or inflate it yourself"
    ]


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="there is no such file"):
        list(load(tmp_path / "none.txt"))
    with pytest.raises(ArticleError, match="the folder holds no file"):
        list(load(tmp_path))


def test_failures_are_collected_with_place_and_reason_and_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt").write_text(" ")
    (tmp_path / "c.jsonl").write_text('{"text": "Two."}\n{\n{"text": "Three."}')
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "e.md").write_text("Four.")
    failures: list[ArticleError] = []
    assert [article.text for article in load(tmp_path, failures=failures)] == ["One.", "Two.", "Three.", "Four."]
    places = [str(tmp_path / name) for name in ("b.txt: ", "c.jsonl:2: ", "d.pdf: ")]
    assert [str(failure)[: len(place)] for failure, place in zip(failures, places, strict=True)] == places


def test_pipes_and_devices_are_named_and_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to("/dev/zero")
    (tmp_path / "c.txt").write_text("Kim met Putin.")
    failures: list[ArticleError] = []
    assert [article.text for article in load(tmp_path, failures=failures)] == ["Kim met Putin."]
    assert [str(each) for each in failures] == [
        f"{tmp_path / name}: is a pipe or a device, not a file" for name in ("a.txt", "b.txt")
    ]


def test_empty_json_lines_are_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n \n")
    with pytest.raises(ArticleError, match="holds no line"):
        list(load(path))


_RSS = b"<rss version='2.0'><channel><title>&a;</title><item><title>T &a;</title><description>Kim met.</description></item></channel></rss>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "entities",
    [
        "<!ENTITY z 'lol'><!ENTITY b '&z;&z;&z;'><!ENTITY a '&b;&b;&b;'>",
        f"<!ENTITY a '{'lol ' * 1000}'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % p '<!ENTITY a \"lol\">'>%p;",
    ],
)
def test_a_feed_that_could_explode_is_refused(tmp_path: Path, entities: str, encoding: str) -> None:
    path = tmp_path / "a.xml"
    text = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE rss [{entities}]>{_RSS.decode()}"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(ArticleError, match="entities"):
        list(load(path))


def test_a_feed_may_name_a_character(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a '&#233;'>]>" + _RSS)
    assert next(load(path)).text == "Kim met."


def test_without_a_list_a_failed_file_of_a_folder_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ")
    (tmp_path / "b.txt").write_text("Two.")
    with pytest.warns(ArticleWarning, match=r"left out: .*a\.txt: .*the article is empty"):
        assert [article.text for article in load(tmp_path)] == ["Two."]


def test_a_failed_source_is_collected_too(tmp_path: Path) -> None:
    failures: list[ArticleError] = []
    assert not list(load(tmp_path / "none.txt", failures=failures))
    assert not list(load("ftp://news.example/a", failures=failures))
    assert "there is no such file" in str(failures[0])
    assert str(failures[1]) == "ftp://news.example/a: only http and https are fetched"


def test_a_line_that_fails_stops_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": ""}\n{"text": "Two."}\n' + "[" * 100_000)
    failures: list[ArticleError] = []
    assert [article.text for article in load(path, failures=failures)] == ["Two."]
    assert [str(failure).split(": ")[0] for failure in failures] == [f"{path}:1", f"{path}:3"]


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def locked(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    failures: list[ArticleError] = []
    assert [article.text for article in load(tmp_path, failures=failures)] == ["One."]
    assert [str(failure) for failure in failures] == [f"{tmp_path / 'locked'}: cannot be read: Permission denied"]


def test_loading_needs_no_heavy_library_before_it_meets_such_a_document() -> None:
    heavy = "{'trafilatura', 'lxml', 'pypdf', 'feedparser', 'httpx', 'httpcore', 'charset_normalizer', 'markdown_it'}"
    code = f"import sys, qa; list(qa.seeds()); print({heavy} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"
