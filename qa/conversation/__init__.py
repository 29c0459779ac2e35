"""A follow-up and the turns so far -> a question that stands alone, and its answer; a question that does is left alone."""

from qa.conversation.talking import Conversation, converse, understand
from qa.conversation.turns import Turn

__all__ = ["Conversation", "Turn", "converse", "understand"]
