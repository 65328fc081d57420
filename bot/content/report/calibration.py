"""The calibration drawn: is what gets a score of 0.8 right four times of five?"""

from collections.abc import Iterator, Sequence
from html import escape

from bot.content.evaluation import Evaluation, Step

WIDE, HIGH, LEFT, TOP = 420, 340, 52, 14
"""The picture's size in its own units, and what is kept free for the words at its left and bottom, and at the top."""


def calibration(evaluation: Evaluation) -> Iterator[str]:
    """The section of the page."""
    steps, error = evaluation.calibration, evaluation.calibration_error
    yield "<h2>Are the scores true?</h2>"
    if error is None:
        yield "<p>There is no message with a score to judge by.</p>"
        return
    yield "<p>A score says how likely the nearest intent is right."
    yield "Below the dashed line the bot was surer than it should be;"
    yield f"bigger points stand for more messages. The mean gap is {error:.3f}.</p>"
    yield f"<figure>{_picture(steps)}</figure>"
    yield "<details><summary>The same as numbers</summary>"
    yield '<div class="wide"><table class="list"><caption><span>Messages by score.</span></caption>'
    head = ("Mean score", "Right", "Messages")
    yield "<thead><tr>" + "".join(f'<th scope="col">{words}</th>' for words in head) + "</tr></thead><tbody>"
    for step in steps:
        yield f'<tr><th scope="row">{step.score:.2f}</th><td>{step.right:.2f}</td><td>{step.count}</td></tr>'
    yield "</tbody></table></div></details>"


def _picture(steps: Sequence[Step]) -> str:
    told = escape(", ".join(f"at {step.score:.2f} {step.right:.2f} are right" for step in steps))
    most = max(step.count for step in steps)
    line = " ".join(f"{_x(step.score):.1f},{_y(step.right):.1f}" for step in steps)
    dots = "".join(
        f'<circle class="dot" cx="{_x(step.score):.1f}" cy="{_y(step.right):.1f}" r="{_radius(step, most):.1f}">'
        f"<title>{step.count} messages with a mean score of {step.score:.2f}: {step.right:.0%} right</title></circle>"
        for step in steps
    )
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-labelledby="plot-title plot-desc">'
        f'<title id="plot-title">Score against the share that was right</title><desc id="plot-desc">{told}</desc>'
        f'{_axes()}<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
        f'<polyline class="path" points="{line}"/>{dots}</svg>'
    )


def _axes() -> str:
    drawn = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawn.append(f'<line class="grid" x1="{_x(tick)}" y1="{_y(0)}" x2="{_x(tick)}" y2="{_y(1)}"/>')
        drawn.append(f'<line class="grid" x1="{_x(0)}" y1="{_y(tick)}" x2="{_x(1)}" y2="{_y(tick)}"/>')
        drawn.append(f'<text x="{_x(tick)}" y="{_y(0) + 18}" text-anchor="middle">{tick:g}</text>')
        drawn.append(f'<text x="{_x(0) - 8}" y="{_y(tick) + 4}" text-anchor="end">{tick:g}</text>')
    middle = (_y(0) + _y(1)) / 2
    drawn.append(f'<text x="{(_x(0) + _x(1)) / 2}" y="{_y(0) + 38}" text-anchor="middle">score</text>')
    drawn.append(f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">right</text>')
    return "".join(drawn)


def _x(share: float) -> float:
    return LEFT + share * (WIDE - LEFT - 16)


def _y(share: float) -> float:
    return HIGH - LEFT + 6 - share * (HIGH - LEFT + 6 - TOP)


def _radius(step: Step, most: int) -> float:
    """By the square root, so that the area shows how many."""
    return float(3 + 9 * (step.count / most) ** 0.5)
