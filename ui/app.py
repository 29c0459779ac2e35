"""The chat as a Gradio app: built here, launched elsewhere. The only file that imports gradio."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read once, when gradio is imported: no telemetry, no version check

import gradio as gr
from fastapi import FastAPI
from gradio.utils import get_upload_folder

from qa.endpoints import Endpoints, telling
from qa.library import Library
from ui.service import Service
from ui.sources import Sources

EXAMPLES = (
    "Who is Kim going to meet?",
    "Where might the two leaders hold talks?",
    "What did Kamala Harris call the partnership?",
    "What is North Korea interested in?",
    "How long will the meeting last?",
)
_PAGE = Path(__file__).parent / "page"
_SCRIPTS = ("core", "sources", "bringing", "article", "history", "tools", "feedback", "talk", "start")
"""The files of the page's script, in their order: together they are the body of one function."""
_FONTS = [gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif"]
THEME = gr.themes.Default(primary_hue="amber", neutral_hue="stone", font=_FONTS)
_POLICY = "img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self'; connect-src 'self'; form-action 'self'"
LAUNCH: dict[str, Any] = {
    "theme": THEME,
    "css": (_PAGE / "style.css").read_text(encoding="utf-8"),
    "head": f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',  # no text can fetch anything from outside
    "footer_links": [],
    "run_history": False,
    "enable_monitoring": False,
    "share": False,
    "max_file_size": "20mb",
}
"""What every `launch` of the app needs; it listens on loopback unless told otherwise."""


def build(
    library: Library,
    *,
    examples: Sequence[str] = EXAMPLES,
    first: str = "",
    folder: Path | None = None,
    shared: bool = False,
    adding: bool = False,
) -> gr.Blocks:
    """The app that asks `library`. Launch it with `**LAUNCH`.

    `first` is the id of the article that alone is ticked at first; without it, all are. What readers bring is kept below
    `folder` (without one, in memory), each reader's own; with `shared` it goes into the `library`, for everyone. What
    readers say of answers is added to `feedback.jsonl` there; without a `folder`, they are not asked. Other programs ask
    the `library` over HTTP (`/ask`, `/articles`, `/article`); with `adding`, they may add articles to it (`/add`).
    """
    sources = Sources(library, folder=folder, shared=shared)
    feedback = folder / "feedback.jsonl" if folder else None
    service = Service(sources, first=first, uploads=Path(get_upload_folder()), feedback=feedback)

    def call(data: Any) -> dict[str, Any]:
        return service.call(data.get("name", ""), data.get("data")) if isinstance(data, dict) else {}

    with gr.Blocks(title="Ask the Article", fill_height=True, analytics_enabled=False) as app:
        gr.HTML(
            html_template=_page(examples),
            js_on_load="\n".join((_PAGE / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS),
            server_functions=[call],  # run beside each other in threads, past the queue
            apply_default_css=False,
            elem_id="ask-the-article",
        )
        _open_to_programs(Endpoints(library, adding=adding))
    app.queue(max_size=64)
    return app


def mount(app: FastAPI, path: str, library: Library, **options: Any) -> FastAPI:
    """The FastAPI application with the whole app, its theme included, below `path`; `options` are those of `build`."""
    looks = {name: value for name, value in LAUNCH.items() if name != "share"}  # the application is launched elsewhere
    return gr.mount_gradio_app(app, build(library, **options), path, **looks)


def _open_to_programs(endpoints: Endpoints) -> None:
    """Adds the HTTP API to the app that is being built: JSON in, JSON out, and every failure a sentence."""
    calls: dict[str, Callable[..., Any]] = {
        "ask": endpoints.ask,
        "articles": endpoints.articles,
        "article": endpoints.article,
    }
    if endpoints.adding:
        calls["add"] = endpoints.add
    for name, call in calls.items():
        gr.api(telling(call, partial(gr.Error, print_exception=False)), api_name=name, concurrency_limit=4)


def _page(examples: Sequence[str]) -> str:
    rows = "".join(f'<li><button type="button" class="example">{escape(example)}</button></li>' for example in examples)
    return (_PAGE / "page.html").read_text(encoding="utf-8").replace("<!-- examples -->", rows)
