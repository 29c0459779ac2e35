"""Files, texts and addresses that readers bring: what is added, what fails, and that it is each reader's own."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from qa.article import Article
from qa.library import Library
from tests.web_server import Server, response, running
from ui.service import Service
from ui.sources import Sources

ONE, TWO = "a" * 20, "b" * 20
MAYOR = "Ada Lovelace was chosen as mayor of Springfield on Monday."


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(Sources(Library.of([Article("The storm killed 12 people.", id="storm")])), uploads=tmp_path)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with running() as started:
        monkeypatch.setattr("qa.loading._fetcher", lambda: started.fetcher().fetch)
        yield started


def bring(service: Service, reader: str = ONE, **what: str) -> dict[str, Any]:
    """What is told in the end."""
    return ended(service, service.call("bring", {"reader": reader, **what}), reader)


def ended(service: Service, begun: dict[str, Any], reader: str) -> dict[str, Any]:
    """What is told of the job when it has ended."""
    found = begun
    until = time.monotonic() + 60
    while "error" not in found and not found.get("done"):
        assert time.monotonic() < until
        time.sleep(0.02)
        found = service.call("progress", {"reader": reader, "job": begun["job"]})
    return found


def ids(service: Service, reader: str = ONE) -> list[str]:
    return [row.article.id for row in service._sources.listed(reader)]


def test_a_text_is_added_for_the_one_who_brought_it(service: Service) -> None:
    found = bring(service, text=f"date 2023-09-11 {MAYOR}\r\n\r\nShe is 36.")
    article = Article(f"{MAYOR}\n\nShe is 36.")
    assert (found["added"], found["failures"], found["ids"]) == (1, [], [article.digest])
    assert ids(service) == [article.digest, "storm"]
    assert ids(service, TWO) == ["storm"]
    assert str(service._sources.listed(ONE)[0].article.published) == "2023-09-11"
    assert bring(service, text=f"date 2023-09-11 {MAYOR}\n\nShe is 36.")["unchanged"] == 1


def test_what_is_brought_can_be_stopped_and_what_was_added_stays(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Library.add

    def add_and_stop(library: Library, articles: Any) -> Any:
        for job in list(service._bringing._jobs):
            assert service.call("stop", {"reader": TWO, "job": job})["error"]
            assert service.call("stop", {"reader": ONE, "job": job}) == {"stopped": True}
        return add(library, articles)

    monkeypatch.setattr(Library, "add", add_and_stop)
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"id": "{number}", "text": "{MAYOR} {number}."}}\n' for number in range(9)))
    found = bring(service, file=str(path), name="many.jsonl")
    assert (found["added"], found["stopped"], found["failures"]) == (4, True, [])
    assert ids(service) == ["0", "1", "2", "3", "storm"]
    assert not path.exists()


def test_a_reader_may_bring_only_so_much(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.bringing._MOST", 1)
    assert bring(service, text=MAYOR)["added"] == 1
    (failure,) = bring(service, text="The storm went out to sea.")["failures"]
    assert "You have 1 articles of your own here, and at most 1 are kept" in failure
    assert len(ids(service)) == 2


def test_a_file_is_known_by_its_name_and_the_upload_deleted(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "0123" / "mayor.txt"
    path.parent.mkdir()
    path.write_text(MAYOR, encoding="utf-8")
    assert bring(service, file=str(path), name="mayor.txt")["ids"] == ["mayor.txt"]
    assert not path.exists()
    path.write_text(MAYOR.replace("Monday", "Tuesday"), encoding="utf-8")
    assert bring(service, file=str(path), name="mayor.txt")["replaced"] == 1


def test_of_a_file_of_lines_the_good_ones_are_added_and_the_bad_ones_named(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": "One."}\n{"text": 5}\n{"text": "Two.", "id": "two"}\n', encoding="utf-8")
    found = bring(service, file=str(path), name="many.jsonl")
    assert found["added"] == 2
    assert "two" in found["ids"]
    assert len(found["failures"]) == 1
    assert found["failures"][0].startswith("many.jsonl:2")
    assert str(tmp_path) not in repr(found)


@pytest.mark.parametrize("name", ["secret.txt", "../secret.txt", "missing/none.txt"])
def test_no_other_file_of_the_server_is_read_or_deleted(service: Service, tmp_path: Path, name: str) -> None:
    secret = tmp_path.parent / "secret.txt"
    secret.write_text("A secret.", encoding="utf-8")
    path = secret if name == "secret.txt" else tmp_path / name
    assert bring(service, file=str(path), name="x.txt")["error"] == "The file must be one that was uploaded."
    assert secret.exists()
    assert ids(service) == ["storm"]


def test_without_a_folder_of_uploads_no_file_is_read() -> None:
    service = Service(Sources(Library()))
    assert bring(service, file="/etc/passwd", name="x.txt")["error"] == "The file must be one that was uploaded."


def test_a_page_and_what_cannot_be_fetched(service: Service, server: Server) -> None:
    server.pages["/storm"] = response(f"<html><body><article><h1>Mayor</h1><p>{MAYOR * 5}</p></article></body></html>")
    assert bring(service, address=server.url("/storm"))["added"] == 1
    assert server.url("/storm") in ids(service)
    failed = bring(service, address=server.url("/none"))
    assert failed["added"] == 0
    assert failed["failures"] == [f"{server.url('/none')}: the server answers 404 Not Found."]


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ({"text": " \n "}, "The text must hold more than white space."),
        ({"address": "file:///etc/passwd"}, "The address must begin with http:// or https://"),
        ({"address": "http://127.0.0.1/"}, ""),
    ],
)
def test_what_is_refused_gets_a_sentence(service: Service, what: dict[str, str], error: str) -> None:
    found = bring(service, **what)
    assert found.get("error", "").startswith(error)
    assert found.get("error") or found["failures"]
    assert ids(service) == ["storm"]


def test_another_readers_job_is_not_told(service: Service) -> None:
    job = service.call("bring", {"reader": ONE, "text": MAYOR})["job"]
    assert "forgotten" in service.call("progress", {"reader": TWO, "job": job})["error"]
    assert ended(service, {"job": job}, ONE)["added"] == 1


def test_remove_and_put_back(service: Service) -> None:
    article_id = bring(service, text=MAYOR)["ids"][0]
    for reader, wanted in ((ONE, "storm"), (TWO, article_id)):
        assert "not yours to remove" in service.call("remove", {"reader": reader, "id": wanted})["error"]
    assert service.call("remove", {"reader": ONE, "id": article_id}) == {"title": MAYOR}
    assert ids(service) == ["storm"]
    assert "nothing to put back" in service.call("put_back", {"reader": TWO})["error"]
    assert service.call("put_back", {"reader": ONE}) == {"title": MAYOR, "id": article_id}
    assert ids(service) == [article_id, "storm"]
    assert "nothing to put back" in service.call("put_back", {"reader": ONE})["error"]


def test_in_a_shared_library_all_see_it_and_files_of_one_name_are_two(tmp_path: Path) -> None:
    service = Service(Sources(Library(), shared=True), uploads=tmp_path)
    for text, reader in (("One text.", ONE), ("Another text.", TWO)):
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        assert bring(service, reader, file=str(tmp_path / "a.txt"), name="a.txt")["added"] == 1
    assert len(ids(service, ONE)) == len(ids(service, TWO)) == 2


def test_answers_do_not_wait_for_what_is_being_added(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = Event()

    def slow(url: str, *, failures: list[Any]) -> Iterator[Article]:
        assert answered.wait(60)
        yield Article(url)

    monkeypatch.setattr("ui.bringing.load", slow)
    addresses = [f"https://news.example/{number}" for number in range(3)]
    jobs = [service.call("bring", {"reader": TWO, "address": each})["job"] for each in addresses]
    before = time.monotonic()
    found = service.call("ask", {"reader": ONE, "question": "How many people did the storm kill?", "choice": {}})
    assert "12" in found["html"]
    assert time.monotonic() - before < 20
    assert not any(service.call("progress", {"reader": TWO, "job": each})["done"] for each in jobs)
    answered.set()  # and nothing is added any more while other tests run
    assert [ended(service, {"job": each}, TWO)["added"] for each in jobs] == [1, 1, 1]
