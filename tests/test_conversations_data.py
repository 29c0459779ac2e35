import json
from collections import Counter

import pytest

from tests.conversations import Half, written_articles, written_conversations, written_file


@pytest.mark.parametrize("half", [None, "more"])
def test_the_answers_stand_where_the_file_says(half: Half | None) -> None:
    texts = {article.id: article.text for article in written_articles(half)}
    for line in written_file(half).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for turn in row["turns"]:
            for answer in turn["answers"]:
                start = answer["answer_start"]
                assert texts[row["article_id"]][start : start + len(answer["text"])] == answer["text"]


def test_the_halves_take_turns_by_article_and_share_none() -> None:
    halves = {article.id: ("tune", "kept")[place % 2] for place, article in enumerate(written_articles())}
    conversations = written_conversations()
    assert len(conversations) == 64
    assert all(each.half == halves[each.article.id] for each in conversations)
    assert Counter(each.half for each in conversations) == {"tune": 32, "kept": 32}
    assert len({each.id for each in conversations}) == 64


def test_what_stands_alone_is_not_rewritten_and_what_needs_context_is() -> None:
    for conversation in [*written_conversations(), *written_conversations("more")]:
        assert len(conversation.turns) in (3, 4, 5)
        assert not conversation.turns[0].needs_context
        for turn in conversation.turns:
            assert (turn.question == turn.rewritten) == (not turn.needs_context)
            assert turn.rewritten.strip() == turn.rewritten
    follow_ups = [turn for each in written_conversations() for turn in each.turns[1:]]
    assert Counter(turn.needs_context for turn in follow_ups) == {True: 131, False: 60}


def test_those_for_tuning_that_were_written_later_share_no_article_with_the_halves() -> None:
    more = written_conversations("more")
    assert len(more) == 43
    assert {each.half for each in more} == {"more"}
    assert {each.article.url for each in more} == {each.url for each in written_articles("more")}
    assert not {each.url for each in written_articles()} & {each.url for each in written_articles("more")}
    follow_ups = [turn for each in more for turn in each.turns[1:]]
    assert Counter(turn.needs_context for turn in follow_ups) == {True: 114, False: 15}


def test_every_article_names_its_source_and_licence() -> None:
    for article in [*written_articles(), *written_articles("more")]:
        assert article.licence == "CC BY 2.5"
        assert article.url.startswith("https://en.wikinews.org/")
        assert article.published
