"""The chat: `python -m ui` opens it, `ui.mount` puts it into a FastAPI application."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.app import build, mount

__all__ = ["build", "mount"]


def __getattr__(name: str) -> Any:
    """Loads a public name on its first use: gradio takes seconds."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ui import app

    return getattr(app, name)
