"""What one person saw, held against what she was to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Seen:
    """When each message was answered in full, when an answer began a second time, and replies that were not next."""

    times: list[float] = field(default_factory=list)
    twice: list[float] = field(default_factory=list)
    wrong: int = 0

    @property
    def answered(self) -> int:
        """Messages answered in full."""
        return len(self.times)


def compare(turns: Sequence[Sequence[str]], replies: Iterable[tuple[str, float]]) -> Seen:
    """Follows the replies (text and time) through the turns.

    A turn that was cut short by a crash begins again, and so may the last one that was answered, but none before it.
    """
    found = Seen()
    turn = within = 0
    for text, at in replies:
        last = turn if within else turn - 1
        if turn < len(turns) and text == turns[turn][within]:
            within += 1
        elif last >= 0 and text == turns[last][0]:
            turn, within = last, 1
            found.twice.append(at)
        else:
            found.wrong += 1
            continue
        if within == len(turns[turn]):
            turn, within = turn + 1, 0
            if turn > found.answered:
                found.times.append(at)
    return found
