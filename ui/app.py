"""The chat as a Gradio app: built here, launched elsewhere."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read once, when gradio is imported: no telemetry, no version check

import gradio as gr

from qa.answering import answer
from qa.article import Article, ArticleError
from qa.calibration import calibration_of
from qa.library import Library, one_of
from ui.messages import about, error_sentence, label, render

ALL = ""
"""The choice that asks every article."""
EXAMPLES = (
    "Who is Kim going to meet?",
    "Where might the two leaders hold talks?",
    "What did Kamala Harris call the partnership?",
    "What is North Korea interested in?",
    "How long will the meeting last?",
)
CSS = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
_ASK = "Ask a question"
_PLACEHOLDER_BACK = f"() => {{ document.querySelector('#question textarea').placeholder = '{_ASK}' }}"
# ChatInterface empties the placeholder with the first question.
_FONTS = [gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "system-ui", "sans-serif"]
THEME = gr.themes.Default(primary_hue="amber", neutral_hue="stone", font=_FONTS)
_POLICY = "img-src 'self' data: blob:; media-src 'self' blob:; frame-src 'self'; connect-src 'self'; form-action 'self'"
LAUNCH: dict[str, Any] = {
    "theme": THEME,
    "css": CSS,
    "head": f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',  # no text can fetch anything from outside
    "footer_links": [],
    "run_history": False,
    "enable_monitoring": False,
    "share": False,
}
"""What every `launch` of the app needs; it listens on loopback unless told otherwise."""


def build(library: Library, articles: Sequence[Article], *, examples: Sequence[str] = EXAMPLES) -> gr.Blocks:
    """The app that asks `library`, whose `articles` are offered beside the chat, the first of them chosen.

    Launch it with `**LAUNCH`. The examples are questions on the first article.
    """
    by_id = {article.id: article for article in articles}
    with gr.Blocks(title="Ask the Article", fill_height=True, analytics_enabled=False) as app:
        with gr.Row(elem_id="page"):
            with gr.Column(scale=1, min_width=280, elem_id="side"):
                gr.HTML('<h1>Ask the Article</h1><p class="lead">The article\'s own words, or “not stated”.</p>')
                chosen = gr.Dropdown(
                    _choices(articles), value=articles[0].id, label="Article to ask", elem_id="article", filterable=True
                )
                shown = gr.HTML(about(articles[0]), elem_id="about")
            with gr.Column(scale=3, min_width=320, elem_id="main"):
                chat = _chatbot(bool(examples))
                box = gr.Textbox(
                    render=False,
                    submit_btn=True,
                    placeholder=_ASK,
                    label="Question",
                    show_label=False,
                    autofocus=True,
                    elem_id="question",
                )
                gr.ChatInterface(
                    _asker(library, by_id),
                    chatbot=chat,
                    textbox=box,
                    additional_inputs=[chosen],
                    examples=[[example] for example in examples] or None,
                    cache_examples=False,
                    api_visibility="private",
                    analytics_enabled=False,
                    concurrency_limit=4,
                    show_progress="hidden",
                )
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        chosen.change(lambda article_id: _about(article_id, by_id), chosen, shown, **quiet)
        chat.change(None, js=_PLACEHOLDER_BACK)
    app.queue(max_size=64)
    return app


def _chatbot(has_examples: bool) -> gr.Chatbot:
    hint = "Ask about the article on the left, or try one of these." if has_examples else "Ask about the article."
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        placeholder=f"<strong>What would you like to know?</strong><br>{hint}",
        render=False,
        allow_tags=False,
        latex_delimiters=[],
        buttons=["copy"],
        height="calc(100vh - 8rem)",
        min_height=320,
    )


def _choices(articles: Sequence[Article]) -> list[tuple[str, str]]:
    rows = [(label(article), article.id) for article in articles]
    return rows if len(articles) == 1 else [(f"All {len(articles)} articles", ALL), *rows]


def _about(article_id: str | None, by_id: dict[str, Article]) -> str:
    if article_id != ALL:
        return about(by_id[article_id or next(iter(by_id))])
    return f"<p>The answer may come from any of the {len(by_id)} articles; it names the one that it stands in.</p>"


def _asker(library: Library, by_id: dict[str, Article]) -> Callable[[str, Any, str], str]:
    def ask(message: str, _history: Any, article_id: str | None) -> str:
        one = next(iter(by_id)) if article_id is None else article_id  # None: the choice was cleared
        where = None if one == ALL else one_of("article_id", [one])
        try:
            found = answer(message, library=library, where=where)
        except (ValueError, ArticleError) as error:
            return error_sentence(error)
        asked = 1 if where else len(by_id)
        return render(found, threshold=calibration_of().threshold, articles=asked)

    return ask
