"""Time expressions in news text -> days, worked out from the day of publication: "on Monday" is the latest Monday.

A past weekday is the latest on or before publication, one still to come the earliest on or after it; a day without a year
is the latest, the earliest, or where no verb tells, the nearest. Weeks begin on Monday, seasons are the northern ones. "Two
weeks ago" is a calendar week, "a year ago" a calendar year: no more exact than the words. What is vague ("recent weeks",
"decades ago"), said in direct speech of a day that may be another ("today"), or hangs on an event whose day the text does
not name just before ("ten years later"), is not resolved.
"""

from qa.dates.expressions import names_time
from qa.dates.questions import QuestionPeriod, question_period
from qa.dates.resolving import ResolvedDate, resolve

__all__ = ["QuestionPeriod", "ResolvedDate", "names_time", "question_period", "resolve"]
