import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa
from qa.answers import Answer, Candidate, Citation
from qa.article import Article
from qa.conversation import Turn, understand
from qa.conversation.clauses import clause
from qa.conversation.needs import need
from qa.conversation.referents import named
from qa.conversation.talking import _best
from qa.conversation.verbs import base, past, third
from qa.conversation.words import known_names, names, words
from qa.sentences import split
from tests.benchmarks.conversations import FollowUp, needless
from tests.conversations import written_conversations

BRIDGE = Article(
    "Mayor Anna Berg closed the Vasa Bridge in Tromsen on Monday because of rust. The bridge was built in 1961 by the firm "
    "Dahl. Two lorry drivers were hurt there in May, police said. Berg, 52, wants a new bridge by 2027. Her rival Bert Lund "
    "called the closure a panic reaction. In Harstad, Mayor Carl Moe closed no bridge.",
    id="bridge",
    title="Tromsen closes its bridge",
    published=date(2021, 3, 9),
)
SCHOOL = Article(
    "The school in Tromsen was built in 1998. Its head, Dora Eng, resigned on Friday.", id="school", title="A school"
)
LIVES = Article("For ten years Dora Eng lived in Harstad, where she taught music.", id="lives", title="Dora Eng")


def turn(question: str, text: str | None, article: Article = BRIDGE) -> Turn:
    """A turn whose answer is the first place of the text in the article."""
    if text is None:
        return Turn(question, None, Answer(question, "not stated", 0.1, (), (), None))
    start = article.text.index(text)
    sentence = next(each for each in split(article) if each.start <= start < each.end)
    citation = Citation(article, start, start + len(text), sentence.start, sentence.end)
    return Turn(question, None, Answer(question, "span", 0.9, (Candidate((citation,), 0.9),), (), None))


CLOSED = turn("Who closed the Vasa Bridge in Tromsen?", "Anna Berg")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Why?", "bare"),
        ("when was that", "bare"),
        ("Where exactly?", "bare"),
        ("By whom?", "bare"),
        ("In which year?", "bare"),
        ("which ones?", "bare"),
        ("Who said so?", "said"),
        ("says who?", "said"),
        ("Who reported this?", "said"),
        ("and Putin?", "switch"),
        ("what about South Korea?", "switch"),
        ("And in Harstad?", "switch"),
        ("How about the drivers, were they hurt?", "switch"),
        ("No, I meant Bert Lund", "correction"),
        ("I mean the school. When was it built?", "correction"),
        ("sorry, Lund: what did he say?", "correction"),
        ("not Berg, Lund", "correction"),
        ("How many of them?", "pronoun"),
        ("How old is she?", "pronoun"),
        ("What did they want him to do?", "pronoun"),
        ("Who supports her?", "pronoun"),
        ("What happened there?", "pronoun"),
        ("Who is their leader?", "pronoun"),
        ("What did Kamala Harris call it?", "pronoun"),
        ("What does that mean for Ukraine?", "pronoun"),
        ("What caused this?", "pronoun"),
        ("Who was blamed for that?", "pronoun"),
        ("How many died?", "ellipsis"),
        ("And who resigned?", "ellipsis"),
        ("how many drivers?", "ellipsis"),
        ("how many national guards?", "ellipsis"),
        ("how many seats are there", "ellipsis"),
        ("What was the score?", "ellipsis"),
        ("Who was arrested?", "ellipsis"),
        ("Which bridge was closed?", "ellipsis"),
        ("How big was the crowd?", "ellipsis"),
        ("Was anyone else hurt?", "ellipsis"),
        ("How fast are its winds?", "pronoun"),
        ("Was John Berg his brother?", "pronoun"),
        ("who says it was rust?", "pronoun"),
        ("When did he do it?", "bare"),
        ("and when did they?", "bare"),
    ],
)
def test_what_needs_the_turns_before_it(question: str, kind: str) -> None:
    found = need(question)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "question",
    [
        "Where might Kim and Putin hold talks?",
        "What did Trump say when he left the White House?",
        "Which party lost its majority in Norway?",
        "How long did it take to rescue the miners in Chile?",
        "Is it known who attacked the embassy in Beirut?",
        "How many people are there in the European Union?",
        "Who said that Berg resigned?",
        "What did the man who robbed the bank in Oslo do with his car?",
        "When he was in Paris, whom did Macron meet?",
        "What happened in Oslo this week?",
        "What is a caucus?",
        "Who was the first mayor?",
        "Where did it rain?",
        "What was the cause of the fire in Oslo?",
        "When did the ship visit the base?",
        "How long will the meeting last?",
        "Is that true?",
        "No deaths were reported in the fire, but how many were hurt in Oslo?",
        "Who moved his court from Warsaw to Krakow in 1596?",
        "and what did Donald Trump say about Joe Biden?",
        "What does NASA say about the ice of those that live on Titan?",
    ],
)
def test_what_stands_alone(question: str) -> None:
    assert need(question) is None
    assert understand(question, [CLOSED]) == []


def test_names_in_lower_case_are_known_from_the_article() -> None:
    assert need("did berg say when she resigned") is not None
    assert need("did berg say when she resigned", known_names(BRIDGE)) is None
    assert known_names(BRIDGE)["harstad"] == "Harstad"
    assert "two" not in known_names(BRIDGE)  # its capital is that of the sentence


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("Why?", "Why did Anna Berg close the Vasa Bridge in Tromsen?"),
        ("When was that?", "When did Anna Berg close the Vasa Bridge in Tromsen?"),
        ("How old is she?", "How old is Anna Berg?"),
        ("When was it built?", "When was the Vasa Bridge built?"),
        ("When did she do it?", "When did Anna Berg close the Vasa Bridge in Tromsen?"),
        ("When did it happen?", "When was the Vasa Bridge closed in Tromsen?"),
        ("What for?", "What did Anna Berg close the Vasa Bridge in Tromsen for?"),
        ("Who was arrested?", "Who was arrested in Tromsen?"),
        ("Who is her rival?", "Who is Anna Berg's rival?"),
        ("who said so?", "Who said that Anna Berg closed the Vasa Bridge in Tromsen?"),
        ("and in harstad?", "Who closed the Vasa Bridge in Harstad?"),
        ("How many were hurt there?", "How many were hurt in Tromsen?"),
        ("And how many were hurt?", "How many were hurt in Tromsen?"),
        ("What about lund? What did he call the closure?", "What did Bert Lund call the closure?"),
    ],
)
def test_a_rewrite_carries_what_the_follow_up_lacks(question: str, understood: str) -> None:
    assert understood in understand(question, [CLOSED])


def test_the_question_is_kept_where_something_else_takes_a_place_in_it() -> None:
    built = turn("When was the Vasa Bridge built?", "1961")
    assert understand("and by whom?", [built])[0] == "By whom was the Vasa Bridge built?"
    hurt = turn("How many drivers were hurt in Tromsen?", "Two")
    assert understand("And how many were hurt in Harstad?", [hurt]) == []  # it stands alone
    assert understand("and in Harstad?", [hurt])[0] == "How many drivers were hurt in Harstad?"
    assert understand("and children?", [hurt])[0] == "How many children were hurt in Tromsen?"
    assert "How many of the drivers died?" in understand("how many of them died?", [hurt])
    said = turn("What did Bert Lund call the closure?", "a panic reaction")
    assert understand("no, I meant Anna Berg", [said])[0] == "What did Anna Berg call the closure?"
    votes = turn("How many votes does Anna Berg have?", "52")
    assert understand("and Bert Lund?", [votes])[0] == "How many votes does Bert Lund have?"
    first = turn("How old is the first driver?", "52")
    assert understand("and the other one?", [first])[0] == "How old is the other driver?"
    assert "Who closed the Vasa Bridge in Harstad?" in understand("and in Harstad?", [CLOSED, turn("Why?", "rust")])


def test_two_names_joined_are_several() -> None:
    met = turn("Where might Anna Berg and Bert Lund meet?", "Tromsen")
    assert understand("Why?", [met]) == ["Why might Anna Berg and Bert Lund meet?"]
    assert understand("Did they shout?", [met])[0] == "Did Anna Berg and Bert Lund shout?"
    assert understand("Who said so?", [met])[0] == "Who said that Anna Berg and Bert Lund might meet in Tromsen?"
    assert understand("Who else was there?", [met]) == ["Who else was in Tromsen?"]
    assert understand("What else?", [met]) == []


FERRY = Article(
    "On Monday, the ferry MV Nordlys sank off the coast of Bergen. It had left Stavanger with 40 passengers. Captain Lars "
    "Holm, 58, was rescued by a helicopter. Minister Kari Vik promised new rules.",
    title="Ferry sinks off Bergen",
)


def test_a_pronoun_takes_what_is_of_its_sort() -> None:
    """A ship is no person for its two capitals, a town no captain, and a pronoun that nothing fits stays."""
    ferry = turn("How many passengers did the MV Nordlys have?", "40", FERRY)
    assert understand("Who was its captain?", [ferry])[0] == "Who was MV Nordlys's captain?"
    assert understand("How many of these drowned?", [ferry])[0] == "How many of the passengers drowned?"
    sank = turn("Where did the ferry sink?", "off the coast of Bergen", FERRY)
    assert understand("How old is he?", [sank]) == []
    captain = turn("Was Captain Lars Holm rescued?", "rescued by a helicopter", FERRY)
    assert understand("Did he say why it sank?", [captain])[0] == "Did Captain Lars Holm say why it sank?"
    rules = turn("Who promised new rules?", "Kari Vik", FERRY)
    assert understand("Why did she promise them?", [rules])[0] == "Why did Kari Vik promise the new rules?"


def test_a_name_with_a_role_before_it_is_a_person_and_a_part_of_a_name_is_not_tried_beside_it() -> None:
    speech = Article("Power went to President Ada Moe. Bill Lund and Ada Moe spoke in Oslo.", id="speech")
    assert [named(each, speech).sort for each in ("President Ada Moe", "Bill Lund")] == ["person", "any"]
    both = turn("Did Ada Moe speak?", "President Ada Moe", speech)
    assert [each for each in understand("How old is she?", [both]) if each == "How old is Ada Moe?"] == []


def test_nothing_is_rewritten_without_turns() -> None:
    assert understand("Why?", []) == []
    assert understand("And Putin?", []) == []


def test_rewrites_are_few_and_each_is_a_question() -> None:
    for conversation in written_conversations("tune"):
        turns: list[Turn] = []
        for each in conversation.turns:
            found = understand(each.question, turns)
            assert len(found) <= 6
            assert len(set(found)) == len(found)
            assert all(question.endswith("?") and not question[0].islower() for question in found)
            answers = conversation.answers(each)
            turns.append(turn(each.rewritten, answers[0] if answers else None, conversation.article))


PIECES = st.sampled_from(
    "who what when where why how many did was is it he she they them that this there and about no , ? . Trump Oslo the a man "
    "said died in of to i meant his her ’s 's “ U.S. 2019 and-so #tag".split()
)


@given(st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=40), st.lists(PIECES, max_size=6).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_no_question_breaks_the_rules(question: str, before: str) -> None:
    for said in (None, "Anna Berg", "because of rust", "Two"):
        found = understand(question, [turn(before or "?", said)])
        assert all(each == " ".join(each.split()) and each.strip("? ") for each in found)


def test_a_question_is_taken_apart() -> None:
    parts = clause("In which year did Kim meet Putin?")
    assert parts is not None
    assert (parts.asked, parts.auxiliary, parts.rest) == ("In which year", "did", "Kim meet Putin")
    assert parts.asking("Where") == "Where did Kim meet Putin"
    assert parts.told("2019") == "Kim met Putin in 2019"
    subject = clause("How many rescue workers died in Oslo?")
    assert subject is not None
    assert (subject.noun, subject.inverted) == ("rescue workers", False)
    assert subject.asking_of("Why", "three") == "Why did three die in Oslo"
    assert clause("Vladivostok") is None
    stabbed = clause("Who stabbed the minister in Oslo?")
    assert stabbed is not None
    assert stabbed.passive("Why") == "Why was the minister stabbed in Oslo"
    assert subject.passive("Why") is None
    doing = clause("Why does Kim meet Putin?")
    assert doing is not None
    assert doing.told("rust") == "Kim meets Putin because of rust"


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ("meet", "met"),
        ("vote", "voted"),
        ("try", "tried"),
        ("stop", "stopped"),
        ("kill", "killed"),
        ("add", "added"),
        ("fill", "filled"),
    ],
)
def test_verbs_there_and_back(plain: str, told: str) -> None:
    assert past(plain) == told
    assert base(told) == plain
    assert base("table") is None
    assert base("stabbed") == "stab"
    assert [third(each) for each in ("elect", "reach", "carry", "play")] == ["elects", "reaches", "carries", "plays"]


def test_names_and_words() -> None:
    assert names("Did the U.S. and Prime Minister of Japan Shinzo Abe's office agree?") == [
        "U.S.",
        "Prime Minister of Japan Shinzo Abe",
    ]
    assert [word.text for word in words("Who's 52, and when?")] == ["Who's", "52", ",", "and", "when", "?"]


def test_a_conversation_understands_follow_ups() -> None:
    conversation = qa.Conversation(articles=[BRIDGE, SCHOOL])
    first = conversation.ask("Who closed the Vasa Bridge in Tromsen?")
    assert first.understood is None
    assert first.answer.text is not None
    assert "Anna Berg" in first.answer.text
    second = conversation.ask("When was it built?")
    assert second.question == "When was it built?"
    assert second.understood in ("When was the Vasa Bridge built?", "When was the Vasa Bridge in Tromsen built?")
    assert second.answer.text == "1961"
    assert second.answer.question == second.understood
    third = conversation.ask("Why did Dora Eng resign?")  # stands alone, and is of the other article
    assert third.understood is None
    assert conversation.turns == (first, second, third)
    json.dumps([each.to_dict() for each in conversation.turns])


def test_a_follow_up_is_read_in_the_article_that_was_cited() -> None:
    """Two buildings of Tromsen: the year is that of the one spoken of, for the article goes along."""
    head = turn("Who is the head of the school?", "Dora Eng", SCHOOL)
    school = qa.converse("When was it built?", [head], articles=[BRIDGE, SCHOOL])
    assert school.answer.text == "1998"
    bridge = qa.converse("When was it built?", [CLOSED], articles=[BRIDGE, SCHOOL])
    assert bridge.answer.text == "1961"


def test_what_the_article_does_not_state_is_looked_for_elsewhere() -> None:
    before = [turn("Who resigned?", "Dora Eng", SCHOOL)]
    found = qa.converse("What did she teach?", before, articles=[SCHOOL, LIVES])
    assert found.understood == "What did Dora Eng teach?"
    assert found.answer.text == "music"


def test_a_question_that_names_nothing_is_asked_first_of_the_article_that_was_cited() -> None:
    """It stands alone, and is not rewritten; what the article does not state is still looked for elsewhere."""
    head = turn("Who is the head of the school in Tromsen?", "Dora Eng", SCHOOL)
    far = Article("The head of the council, Ola Vik, resigned on Monday and taught on.", id="far")
    found = qa.converse("On which day did the head resign?", [head], articles=[far, SCHOOL])
    assert found.understood is None
    assert {each.article.id for each in found.answer.citations} == {"school"}
    literal = qa.converse("On which day did the head resign?", [head], articles=[far, SCHOOL], literal=True)
    assert literal.answer.searched is not None
    assert literal.answer.searched.articles == 2


def test_undo_takes_a_turn_back_and_literal_asks_word_for_word() -> None:
    conversation = qa.Conversation(articles=BRIDGE)
    conversation.ask("Who closed the Vasa Bridge in Tromsen?")
    understood = conversation.ask("Why?")
    assert understood.understood is not None
    assert understood.understood.startswith("Why did ")
    assert understood.understood.endswith("Anna Berg close the Vasa Bridge in Tromsen?")
    assert conversation.undo() == understood
    assert len(conversation.turns) == 1
    literal = conversation.ask("Why?", literal=True)
    assert literal.understood is None
    assert literal.answer.question == "Why?"
    conversation.undo()
    conversation.undo()
    assert conversation.undo() is None


def test_a_chosen_article_is_asked_even_after_another_was_cited() -> None:
    found = qa.converse(
        "When was it built?",
        [CLOSED],
        library=qa.Library.of([BRIDGE, SCHOOL]),
        where=qa.where(ids="school"),
    )
    assert {citation.article.id for citation in found.answer.citations} <= {"school"}
    assert found.answer.searched is not None
    assert found.answer.searched.articles == 1


def test_the_bound_of_the_last_question_goes_along() -> None:
    old = Article("Mayor Anna Berg resigned in Tromsen.", id="old", published=date(2018, 1, 1))
    new = Article("Mayor Bert Lund resigned in Harstad.", id="new", published=date(2020, 1, 1))
    first = turn("Who resigned in Oslo since June 2019?", None)
    found = qa.converse("and in Tromsen?", [first], articles=[old, new])
    assert found.understood is not None
    assert found.answer.searched is not None
    assert found.answer.searched.articles == 1


def test_errors_are_those_of_answer() -> None:
    with pytest.raises(ValueError, match="question"):
        qa.converse("  ", [CLOSED], articles=BRIDGE)
    with pytest.raises(ValueError, match="top_k"):
        qa.converse("Why?", [CLOSED], articles=BRIDGE, top_k=0)
    with pytest.raises(ValueError, match="articles"):
        qa.Conversation(articles=BRIDGE, library=qa.Library.of([BRIDGE]))


def test_the_benchmark_counts_f1_and_needless_rewrites(tmp_path: Path) -> None:
    conversation = next(each for each in written_conversations("tune"))
    written = next(each for each in conversation.turns if each.places)
    right = conversation.answers(written)[0]
    followed = FollowUp(conversation, written, None, right, right, "elsewhere")
    assert (followed.f1(followed.said), followed.f1(followed.said_literally)) == (1.0, 0.0)
    (tmp_path / "dev").mkdir()
    rows: list[dict[str, Any]] = [
        {"title": "Oslo", "context": "Oslo lies by a fjord.", "question": question, "answers": []}
        for question in ("Where does Oslo lie?", "Why?")
    ]
    with gzip.open(tmp_path / "dev" / "squad2_dev_half_b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in rows)
    assert needless(tmp_path, questions=2) == 0.5  # "Why?" alone is rewritten


def read_of(question: str, words: str, probability: float) -> Answer:
    """What a rewrite gets: these words of the article of the school."""
    start = SCHOOL.text.index(words)
    citation = Citation(SCHOOL, start, start + len(words), 0, len(SCHOOL.text))
    return Answer(question, "not stated", probability, (), (Candidate((citation,), probability),), None)


def test_of_rewrites_the_likelier_answered_one_is_chosen_and_the_first_where_they_are_close() -> None:
    first, second = read_of("one", "Dora Eng", 0.5), read_of("two", "school", 0.55)
    assert _best([first, second], None) is first
    assert _best([first, replace(second, probability=0.65)], None).question == "two"
    nothing = Answer("none", "not stated", 0.0, (), (), None)
    assert _best([nothing, second], None) is second


def test_rewrites_that_get_the_same_words_support_each_other() -> None:
    lone = read_of("one", "Dora Eng", 0.5)
    together = [read_of(each, "school", 0.62 + 0.1 * at) for at, each in enumerate(("two", "three"))]
    assert _best([lone, together[0]], None).question == "two"
    weaker = [replace(each, probability=each.probability - 0.05) for each in together]
    assert _best([lone, weaker[0]], None) is lone
    assert _best([lone, *weaker], None).question == "two"


def test_what_was_answered_last_is_seldom_asked_for_again() -> None:
    again, other = read_of("one", "Dora Eng", 0.6), read_of("two", "school", 0.5)
    assert _best([again, other], None) is again
    assert _best([again, other], again.alternatives[0].citations[0]) is other
