"""A report -> three pictures: how far its probabilities hold, what abstaining buys, how well scores tell questions apart."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qa.metrics import Bin, reliability
from qa.report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BLUE, _ORANGE, _INK, _GREY, _LINE = "#1f6f9f", "#d9782d", "#22303a", "#6b7780", "#dfe4e8"
_SIZE = (7.0, 5.0)  # inches
_DPI = 160
_BINS = 10


def plot(report: Report, folder: str | Path) -> list[Path]:
    """The PNG files written into the folder, which is made if need be: reliability, risk_coverage and scores.

    The mode "reader" has no reliability.png: its scores are no probabilities. Raises `ImportError` without matplotlib.
    """
    drawn: dict[str, Callable[[Report, Figure], None]] = {"risk_coverage.png": _risk_coverage, "scores.png": _scores}
    if report.calibrated:
        drawn = {"reliability.png": _reliability, **drawn}
    figures = {name: _figure() for name in drawn}
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, draw in drawn.items():
        draw(report, figures[name])
        figures[name].savefig(Path(folder) / name, dpi=_DPI)
    return [Path(folder) / name for name in drawn]


def _figure() -> "Figure":
    """An empty figure with a canvas of its own: nothing of pyplot's global state is touched, and no screen is needed."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError("plotting needs matplotlib: pip install ask-the-article[train]") from error
    figure = Figure(figsize=_SIZE, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _reliability(report: Report, figure: "Figure") -> None:
    """The share that was right over the mean probability of each bin; below it how many questions a bin holds."""
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    bins = reliability([each.score for each in report.outcomes], [each.right for each in report.outcomes], bins=_BINS)
    said, so = [each.probability for each in bins], [each.right for each in bins]
    upper.plot([0, 1], [0, 1], color=_GREY, linewidth=1, linestyle=(0, (4, 3)))
    upper.annotate("perfect", (1, 1), xytext=(6, 0), textcoords="offset points", color=_GREY, va="center", fontsize=9)
    below, above = zip(*(_wilson(each) for each in bins), strict=True)
    upper.vlines(said, below, above, color=_BLUE, alpha=0.35, linewidth=3)
    upper.plot(said, so, color=_BLUE, marker="o", markersize=6, linewidth=1.8, clip_on=False, zorder=3)
    ece = report.calibrated.ece if report.calibrated else 0.0
    _dress(upper, _title(report, "Reliability"), f"calibration error {ece:.3f}; bars: 95 % intervals")
    upper.set(ylabel="share that was right", xlim=(0, 1), ylim=(0, 1))
    middles = [(min(int(each * _BINS), _BINS - 1) + 0.5) / _BINS for each in said]
    lower.bar(middles, [each.count for each in bins], width=0.9 / _BINS, color=_BLUE, alpha=0.8)
    _dress(lower)
    lower.set(xlabel="probability that the best candidate is right", ylabel="questions")


def _risk_coverage(report: Report, figure: "Figure") -> None:
    """The share of the given answers that is wrong over the share of questions answered, with the threshold in use."""
    axes = figure.subplots()
    points = report.risk_coverage
    axes.plot([each.coverage for each in points], [each.risk for each in points], color=_BLUE, linewidth=2)
    used = [point for point in points if point.threshold >= report.threshold]
    if used:
        axes.plot(used[-1].coverage, used[-1].risk, marker="o", markersize=9, color=_ORANGE)
        note = f"threshold {report.threshold:.2f}:\n{used[-1].coverage:.0%} answered, {used[-1].risk:.0%} of them wrong"
        left = used[-1].coverage > 0.6
        axes.annotate(
            note,
            (used[-1].coverage, used[-1].risk),
            xytext=(-10 if left else 10, 12),
            textcoords="offset points",
            ha="right" if left else "left",
            color=_ORANGE,
            fontsize=9,
        )
    _dress(axes, _title(report, "Risk and coverage"), "answering the surest questions first")
    highest = max((point.risk for point in points), default=0.0)
    axes.set(xlabel="share of the questions answered", ylabel="share of the answers that is wrong")
    axes.set(xlim=(0, 1.01), ylim=(0, max(min(1.2 * highest, 1.02), 0.1)))


def _scores(report: Report, figure: "Figure") -> None:
    """The scores of the answerable questions and of the others, each as shares of its own kind."""
    axes = figure.subplots()
    scored = [each for each in report.outcomes if each.text]
    low, high = 0.0, 1.0
    if not report.calibrated:
        low, high = min((each.score for each in scored), default=0.0), max((each.score for each in scored), default=1.0)
    edges = [low + step * ((high - low) or 1.0) / 20 for step in range(21)]
    for answerable, colour, name in ((True, _BLUE, "answerable"), (False, _ORANGE, "unanswerable")):
        held = [each.score for each in scored if each.answerable == answerable]
        if held:
            label = f"{name} ({len(held):,})"
            weights = [1 / len(held)] * len(held)
            axes.hist(held, edges, weights=weights, histtype="stepfilled", color=colour, alpha=0.25)
            axes.hist(held, edges, weights=weights, histtype="step", color=colour, linewidth=1.8, label=label)
    axes.axvline(report.threshold, color=_INK, linewidth=1, linestyle=(0, (4, 3)), label="threshold in use")
    auroc = "" if report.auroc is None else f"area under the ROC curve {report.auroc:.3f}"
    _dress(axes, _title(report, "Scores"), auroc)
    axes.set(
        xlabel="probability that the best candidate is right" if report.calibrated else "score over the null score",
        ylabel="share of the questions of a kind",
        xlim=(edges[0], edges[-1]),
    )
    axes.legend(frameon=False, labelcolor=_INK, fontsize=9)


def _title(report: Report, name: str) -> str:
    return f"{name}: {report.mode}, {report.overall.questions:,} questions"


def _dress(axes: "Axes", title: str = "", below: str = "") -> None:
    """A quiet frame, a title at the left, and a smaller line below it."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(_GREY)
    axes.grid(axis="y", color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_GREY, labelsize=9)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set_color(_INK)
    if title:
        axes.set_title(title, loc="left", color=_INK, fontsize=13, fontweight="bold", pad=24)
        axes.annotate(
            below,
            (0, 1),
            xytext=(0, 8),
            xycoords="axes fraction",
            textcoords="offset points",
            color=_GREY,
            fontsize=9.5,
        )


def _wilson(held: Bin) -> tuple[float, float]:
    """The 95 % interval of the share that is right (Wilson 1927), which holds for small counts too."""
    z, count = 1.96, held.count
    centre = (held.right + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(held.right * (1 - held.right) / count + z * z / (4 * count * count))
    return centre - half, centre + half
