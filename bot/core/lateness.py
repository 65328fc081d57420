"""How late a message is answered, for one that was sent while the bot was away."""

AWAY, LONG = 10 * 60.0, 60 * 60.0
"""Seconds from which an answer comes with an apology, and from which the apology begins with the emergency line."""


def lateness(age: float) -> int:
    """0 for a message of so many seconds that is answered in time, 1 for a late one, 2 for a very late one."""
    return (age > AWAY) + (age > LONG)
