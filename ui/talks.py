"""The last turns of every conversation, so that a follow-up is understood: in memory, and gone with a restart."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from qa.conversation import Turn

_TURNS = 6  # of a conversation: rules look at the last two, and behind "not stated"
_TALKS = 1000


class Talks:
    """The turns by reader and conversation. A follow-up after a restart is asked as it was typed."""

    def __init__(self) -> None:
        self._turns: OrderedDict[tuple[str, str], tuple[Turn, ...]] = OrderedDict()
        self._lock = Lock()

    def before(self, reader: str, talk: str, *, again: str | None = None) -> tuple[Turn, ...]:
        """The turns so far, without the last one if that is the question `again`, which is asked anew."""
        with self._lock:
            turns = self._turns.get((reader, talk), ())
        return turns[:-1] if turns and turns[-1].question == again else turns

    def keep(self, reader: str, talk: str, turns: Sequence[Turn]) -> None:
        """Keeps the last of these turns as those of the conversation."""
        with self._lock:
            self._turns[reader, talk] = tuple(turns[-_TURNS:])
            self._turns.move_to_end((reader, talk))
            if len(self._turns) > _TALKS:
                self._turns.popitem(last=False)
