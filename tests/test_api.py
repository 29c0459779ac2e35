"""The library for other programs: HTTP by hand and by gradio_client, the Model Context Protocol, and FastAPI."""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import Client as McpClient
from mcp import StdioServerParameters, stdio_client

import ui
from qa.article import Article, ArticleError
from qa.commands.mcp import server as mcp_server
from qa.endpoints import Endpoints
from qa.library import Library
from ui.app import LAUNCH, build

pytestmark = pytest.mark.filterwarnings(  # servers and clients that end leave event loops and sockets to be collected
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
OSLO = Article(
    "Ada Lind resigned as mayor of Oslo on Monday.",
    id="oslo",
    title="Mayor of Oslo resigns",
    published=date(2020, 3, 2),
)
ROME = Article("Bo Berg was elected mayor of Rome.", id="rome", title="Rome elects a mayor", outlet="VOA")
QUESTION = "Who resigned as mayor of Oslo?"


@pytest.fixture
def library() -> Library:
    return Library.of([OSLO, ROME])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = build(Library.of([OSLO, ROME]), adding=True)
    _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, **LAUNCH)
    yield url.rstrip("/")
    app.close()


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What a test leaves behind is collected while its warnings are ignored, and not in the midst of another file."""
    yield
    gc.collect()


def test_an_answer_is_that_of_the_library(library: Library) -> None:
    found = Endpoints(library).ask(QUESTION, article_ids=["oslo"], top_k=1)
    (citation,) = found["citations"]
    assert found["text"] == citation["text"] == OSLO.text[citation["start"] : citation["end"]] == "Ada Lind"
    assert Endpoints(library).ask(QUESTION, article_ids=["rome"])["searched"]["articles"] == 1
    assert json.loads(json.dumps(found)) == found


def test_articles_are_listed_and_read(library: Library) -> None:
    endpoints = Endpoints(library)
    assert [each["id"] for each in endpoints.articles()] == ["oslo", "rome"]
    assert [each["id"] for each in endpoints.articles(outlet="VOA")] == ["rome"]
    assert [each["published"] for each in endpoints.articles(since="2020-01-01", limit=1)] == ["2020-03-02"]
    assert "text" not in endpoints.articles()[0]
    assert endpoints.article("oslo")["text"] == OSLO.text
    assert endpoints.article("oslo")["digest"] == OSLO.digest


@pytest.mark.parametrize(
    ("call", "arguments", "message"),
    [
        ("ask", {"question": " "}, "question: must not be empty"),
        ("ask", {"question": QUESTION, "top_k": 0}, "top_k: must be from 1 to 20, got 0"),
        ("ask", {"question": QUESTION, "since": "soon"}, "since: must be a date in ISO 8601, got 'soon'"),
        ("articles", {"limit": 0}, "limit: must be from 1 to 1,000, got 0"),
        ("article", {"article_id": "paris"}, "article_id: must be the id of an article that is here, got 'paris'"),
        ("add", {}, "text: must be given, or else a url, and not both"),
        ("add", {"url": "/etc/passwd"}, "url: must be an http or https address, got '/etc/passwd'"),
        ("add", {"url": "http://127.0.0.1/"}, "127.0.0.1"),
    ],
)
def test_failures_are_sentences(library: Library, call: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, ArticleError), match=message):
        getattr(Endpoints(library, adding=True), call)(**arguments)


def test_nothing_is_added_unless_it_is_allowed(library: Library) -> None:
    with pytest.raises(ValueError, match="add: is not allowed here"):
        Endpoints(library).add(text="Cem Oz leads Kyiv.")
    assert len(library) == 2


def test_over_http_by_hand(address: str) -> None:
    """As the README's curl does it: one call begins, the other waits for what comes."""
    event = httpx.post(f"{address}/gradio_api/call/v2/ask", json={"question": QUESTION}).json()["event_id"]
    stream = httpx.get(f"{address}/gradio_api/call/ask/{event}", timeout=60).text
    sent = next(line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: "))
    assert json.loads(sent)[0]["text"] == "Ada Lind"


def test_by_gradio_client(address: str) -> None:
    client = Client(address, verbose=False)
    assert client.predict(QUESTION, since="2020-01-01", api_name="/ask")["text"] == "Ada Lind"
    assert client.predict(text="Cem Oz leads Kyiv.", title="Kyiv", api_name="/add")["added"] == 1
    assert "Kyiv" in {each["title"] for each in client.predict(api_name="/articles")}
    with pytest.raises(AppError, match="top_k: must be from 1 to 20, got 99"):
        client.predict(QUESTION, top_k=99, api_name="/ask")
    public = client.view_api(return_format="dict", print_info=False)
    assert set(public["named_endpoints"]) == {"/ask", "/articles", "/article", "/add"}


def test_inside_a_fastapi_application(library: Library) -> None:
    app = ui.mount(FastAPI(), "/news", library)
    with TestClient(app) as client:
        page = client.get("/news/")
        assert page.status_code == 200
        assert "Content-Security-Policy" in page.text
        assert client.get("/").status_code == 404


def in_a_thread(talk: Callable[[], Any]) -> Any:
    """What the coroutine gives: a browser that other tests hold open keeps an event loop running in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, talk).result()


def test_tools_for_assistants(library: Library) -> None:
    async def talk() -> tuple[set[str], Any, Any]:
        async with McpClient(mcp_server(Endpoints(library))) as client:
            names = {each.name for each in (await client.list_tools()).tools}
            found = await client.call_tool("ask_articles", {"question": QUESTION})
            failed = await client.call_tool("ask_articles", {"question": QUESTION, "top_k": 99})
            return names, found, failed

    names, found, failed = in_a_thread(talk)
    assert names == {"ask_articles", "list_articles", "read_article"}
    assert found.structured_content["text"] == "Ada Lind"
    assert failed.is_error
    assert "top_k: must be from 1 to 20, got 99" in failed.content[0].text


def test_as_a_process_of_its_own_that_may_add(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    Library(folder).add([OSLO])
    command = ["-m", "qa", "mcp", "--library", str(folder), "--allow-adding"]
    parameters = StdioServerParameters(command=sys.executable, args=command)

    async def talk() -> Any:
        async with McpClient(stdio_client(parameters)) as client:
            await client.call_tool("add_article", {"text": ROME.text, "title": ROME.title})
            return (
                await client.call_tool("ask_articles", {"question": "Who was elected mayor of Rome?"}),
                len((await client.call_tool("list_articles", {})).structured_content["result"]),
            )

    found, count = in_a_thread(talk)
    assert found.structured_content["text"] == "Bo Berg"
    assert count == 2
