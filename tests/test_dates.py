import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answers import Answer, Candidate, Citation
from qa.article import Article
from qa.commands.ask import _sentences
from qa.dates import ResolvedDate, names_time, question_period, resolve
from qa.dates.expressions import find
from qa.loading import seeds

MONDAY = date(2023, 9, 11)
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "date_expressions.jsonl").read_text(encoding="utf-8").splitlines()
]


def agrees(row: dict[str, Any]) -> bool:
    """Whether exactly the labelled words got the labelled days; where there are none, nothing that touches the words did."""
    found = resolve(row["sentence"], date.fromisoformat(row["published"]))
    if row["expression"] is None:
        return not found
    start, end = row["start"], row["start"] + len(row["expression"])
    touching = [each for each in found if each.start < end and start < each.end]
    if row["first"] is None:
        return not touching
    days = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
    return [(each.start, each.end, each.first, each.last) for each in touching] == [(start, end, *days)]


def test_expressions_written_before_the_rules() -> None:
    rows = [row for row in ROWS if row["origin"] == "written"]
    assert len(rows) >= 120
    assert [row["sentence"] for row in rows if not agrees(row)] == []


def test_expressions_of_articles_labelled_by_reading() -> None:
    rows = [row for row in ROWS if row["origin"] == "article"]
    assert len([row for row in rows if row["first"]]) >= 40
    wrong = [row for row in rows if not agrees(row)]
    assert len(wrong) / len(rows) <= 0.03
    for row in wrong:  # what is missed is left open, not given a wrong day
        end = row["start"] + len(row["expression"])
        found = resolve(row["sentence"], date.fromisoformat(row["published"]))
        assert not [each for each in found if each.start < end and row["start"] < each.end]


def test_labels_lie_where_they_say() -> None:
    for row in ROWS:
        if row["expression"] is not None:
            assert row["sentence"][row["start"] :].startswith(row["expression"])


@pytest.mark.parametrize("origin", range(28))
def test_a_past_weekday_is_the_latest_and_a_future_one_the_next(origin: int) -> None:
    """Against counting by hand, day by day."""
    published = date(2024, 2, 15) + timedelta(origin)
    for step in range(7):
        past, ahead = published - timedelta(step), published + timedelta(step)
        said, met = f"He resigned on {past:%A}.", f"They will meet on {ahead:%A}."
        assert [each.first for each in resolve(said, published)] == [past]
        assert [each.first for each in resolve(met, published)] == [ahead]


@pytest.mark.parametrize("day", [1, 31, 59, 60, 200, 366])
def test_relative_units_agree_with_the_calendar(day: int) -> None:
    published = date(2023, 12, 31) + timedelta(day)
    text = "Yesterday, two days ago, last month, this year, in 2019."
    yesterday, before, month, year, named = resolve(text, published)
    assert yesterday.first == published - timedelta(1)
    assert before.first == before.last == published - timedelta(2)
    assert month.last + timedelta(1) == published.replace(day=1)
    assert month.first == month.last.replace(day=1)
    assert (year.first, year.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (named.first, named.last, named.relative) == (date(2019, 1, 1), date(2019, 12, 31), False)


WORDS = [
    "Monday", "last", "next", "this", "week", "month", "year", "the", "since", "until", "by", "end of", "early", "on", "in",
    "May", "9", "31", "February", "29", "2019", "1990s", "ago", "two", "days", "later", "said", "will", "summer", "past", ",",
    ".", "century", "19th", "weekend", "of", "earlier", "following", "day", "\n", "–", "“", "999", "years", "September 11",
]  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=14),
    st.none() | st.dates() | st.datetimes(),
    st.data(),
)
def test_offsets_lie_inside_and_days_are_in_order(
    words: list[str], published: date | None, data: st.DataObject
) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    last = start
    for each in resolve(text, published, start=start, end=end):
        assert last <= each.start < each.end <= end
        assert each.first <= each.last
        assert text[each.start : each.end].strip() == text[each.start : each.end]
        assert str(each)
        last = each.end
    assert published is not None or not any(each.relative for each in resolve(text, None))


def test_a_moment_counts_as_its_day() -> None:
    assert resolve("on Monday", datetime(2023, 9, 11, 23, 59)) == resolve("on Monday", MONDAY)


def test_without_a_day_of_publication_only_what_names_its_year_is_resolved() -> None:
    text = "On Monday, last week, in March, since 2019: on 4 July 1976 and in the 1990s."
    assert [str(each) for each in resolve(text, None)] == ["Sun 4 Jul 1976", "1990–1999"]


def test_the_next_day_counts_from_the_date_before_it_even_in_the_sentence_before() -> None:
    text = "He was arrested on Wednesday. The next day he was freed."
    start = text.index("The next")
    (found,) = resolve(text, MONDAY, start=start)
    assert (found.start, found.end, found.first) == (start, start + len("The next day"), date(2023, 9, 7))
    assert resolve(text[start:], MONDAY) == ()


def test_direct_speech_has_a_day_of_its_own() -> None:
    assert resolve("“I resign today,” he said.", MONDAY) == ()
    assert [each.first for each in resolve("He said “I resign” today.", MONDAY)] == [MONDAY]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ((2023, 9, 11), (2023, 9, 11), "Mon 11 Sep 2023"),
        ((2023, 9, 4), (2023, 9, 10), "4–10 Sep 2023"),
        ((2023, 8, 28), (2023, 9, 3), "28 Aug – 3 Sep 2023"),
        ((2022, 12, 26), (2023, 1, 1), "26 Dec 2022 – 1 Jan 2023"),
        ((2023, 9, 1), (2023, 9, 30), "Sep 2023"),
        ((2023, 6, 1), (2023, 8, 31), "Jun – Aug 2023"),
        ((2022, 12, 1), (2023, 2, 28), "Dec 2022 – Feb 2023"),
        ((2022, 1, 1), (2022, 12, 31), "2022"),
        ((1990, 1, 1), (1999, 12, 31), "1990–1999"),
    ],
)
def test_days_are_shown_in_few_words(first: tuple[int, int, int], last: tuple[int, int, int], shown: str) -> None:
    assert str(ResolvedDate(0, 1, date(*first), date(*last), True)) == shown


def test_a_citation_has_the_dates_of_its_sentence() -> None:
    seed = next(seeds())
    start = seed.text.index("Last week, The New York Times")
    end = seed.text.index(". Moscow seeks") + 1
    place = seed.text.index("later this month")
    citation = Citation(seed, place, place + len("later this month"), start, end)
    week, month = citation.dates
    assert (week.start, week.first, week.last) == (start, date(2023, 9, 4), date(2023, 9, 10))
    assert (seed.text[month.start : month.end], month.last) == ("later this month", date(2023, 9, 30))
    assert citation.days == "12–30 Sep 2023"
    assert citation.date_notes == ("Last week (4–10 Sep 2023)", "later this month (12–30 Sep 2023)")
    row = json.loads(json.dumps(citation.to_dict()))["dates"][0]
    assert row == {
        "text": "Last week", "start": start, "end": start + 9,
        "first": "2023-09-04", "last": "2023-09-10", "relative": True,
    }  # fmt: skip


def test_the_command_line_shows_the_days_beside_the_words() -> None:
    text = "He resigned on Monday after last week’s vote."
    cited = Citation(Article(text, published=MONDAY, id="a"), 12, 21, 0, len(text))
    shown = _sentences(Answer("When?", "span", 0.8, (Candidate((cited,), 0.8),), (), None)).splitlines()
    assert shown == [
        "on Monday (Mon 11 Sep 2023)  (80%)",
        f"  {text}",
        "  a, 2023-09-11",
        "  Monday (Mon 11 Sep 2023); last week (4–10 Sep 2023)",
    ]


def test_words_that_tell_their_day_get_no_note() -> None:
    text = "He was born on 4 July 1976."
    citation = Citation(Article(text, published=MONDAY), 15, 26, 0, len(text))
    assert [str(each) for each in citation.dates] == ["Sun 4 Jul 1976"]
    assert citation.days == ""
    assert citation.date_notes == ()
    undated = Article("He resigned on Monday.")
    assert Citation(undated, 12, 21, 0, 22).dates == ()


@pytest.mark.parametrize(
    ("sentence", "words", "holds"),
    [
        ("He may resign in May.", "may", False),
        ("He may resign in May.", "May", True),
        ("The bus left at 6.30am with 39 men.", "6.30am", True),
        ("The bus left at 6.30am with 39 men.", "39 men", False),
        ("He was freed ten years later.", "later", True),
        ("In 2019 there were 2019 people.", "2019", True),
        ("He was here for weeks.", "weeks", True),
    ],
)
def test_what_names_a_time(sentence: str, words: str, holds: bool) -> None:
    start = sentence.index(words)
    assert names_time(sentence, start, start + len(words)) is holds


@pytest.mark.parametrize(
    ("question", "now", "where"),
    [
        ("Who has resigned since June?", MONDAY, "published >= date '2023-06-01'"),
        ("Who has resigned since June 2020?", None, "published >= date '2020-06-01'"),
        ("Who resigned this week?", MONDAY, "published >= date '2023-09-11'"),
        ("Who resigned today?", "2023-09-10", "published >= date '2023-09-10'"),
        ("What happened after 9 May 2020?", None, "published >= date '2020-05-09'"),
        ("What was published before 2020?", None, "published <= date '2019-12-31'"),
    ],
)
def test_a_question_with_a_bound_asks_for_the_day_of_publication(
    question: str, now: date | str | None, where: str
) -> None:
    period = question_period(question, now)
    assert period is not None
    assert period.where == f"(published IS NULL OR ({where}))"


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("Who has resigned since June?", None),  # of which year?
        ("Who resigned this week?", None),
        ("What did Kim do before 2019?", MONDAY),  # may be told later
        ("How many species are known today?", MONDAY),  # nowadays
        ("What will happen after 9 May 2024?", MONDAY),  # was told earlier
        ("Who will resign this week?", MONDAY),
        ("Who was elected in 2019?", MONDAY),
        ("Who may march?", MONDAY),
        ("", None),
    ],
)
def test_all_other_questions_leave_no_article_out(question: str, now: date | None) -> None:
    period = question_period(question, now)
    assert period is None or period.where is None


def test_a_plain_date_is_preferred() -> None:
    period = question_period("Who was elected in 2019?")
    assert period is not None
    assert period.prefers(date(2019, 5, 1))
    assert period.prefers(datetime(2019, 12, 31, 23, 0))
    assert not period.prefers(date(2020, 1, 1))
    assert not period.prefers(None)


def test_every_one_of_many_expressions_is_found() -> None:
    text = "He said on Monday, in the end, that 10 years later " * 400
    assert len([each for each in find(text) if each.kind == "weekday"]) == 400


def test_import_compiles_nothing() -> None:
    code = "import qa.dates.expressions as e; print(e._rules.cache_info().currsize)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "0"
