"""How a stage tells how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how many are done and how many there are."""


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
