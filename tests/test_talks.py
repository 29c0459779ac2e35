"""The server remembers a conversation's turns, each reader's own, and forgets the oldest conversations."""

import pytest

from qa.article import Article
from qa.library import Library
from ui import talks
from ui.service import Service
from ui.sources import Sources

READER, OTHER = "a" * 16, "b" * 16
TALK = Article(
    "Kim met Putin in Vladivostok on Monday. The two leaders signed a treaty there. Ada Lind resigned in Oslo.",
    id="talk",
)


@pytest.fixture
def service() -> Service:
    return Service(Sources(Library.of([TALK])))


def said(service: Service, question: str, **more: object) -> dict[str, object]:
    return service.call("ask", {"reader": READER, "question": question, "talk": "1", **more})


def test_a_follow_up_is_asked_as_understood(service: Service) -> None:
    assert said(service, "Where did Kim meet Putin?")["asked"] == "Where did Kim meet Putin?"
    found = said(service, "When?")
    assert found["asked"] != "When?"
    assert "Understood as: <q>" in str(found["html"])


def test_another_reader_and_another_conversation_know_nothing_of_it(service: Service) -> None:
    said(service, "Where did Kim meet Putin?")
    assert said(service, "When?", talk="2")["asked"] == "When?"
    assert said(service, "When?", reader=OTHER)["asked"] == "When?"
    assert said(service, "When?", talk="")["asked"] == "When?"


def test_asked_as_typed_it_takes_the_place_of_the_turn(service: Service) -> None:
    said(service, "Where did Kim meet Putin?")
    said(service, "When?")
    assert said(service, "When?", literal=True)["asked"] == "When?"
    assert [turn.question for turn in service._talks.before(READER, "1")] == ["Where did Kim meet Putin?", "When?"]
    assert [turn.understood for turn in service._talks.before(READER, "1")] == [None, None]


def test_the_oldest_conversation_is_forgotten(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "_TALKS", 2)
    for talk in ("1", "2", "3"):
        said(service, "Where did Kim meet Putin?", talk=talk)
    assert [len(service._talks.before(READER, talk)) for talk in ("1", "2", "3")] == [0, 1, 1]
