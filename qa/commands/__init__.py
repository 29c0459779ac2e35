"""The commands of `python -m qa`, a module each: `add_parser` says what a command takes and which function runs it."""

ANSWERED, NOT_STATED, ERROR = 0, 1, 2
"""Exit codes; 0 is also that of every other command that did all it was told."""
