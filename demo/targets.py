"""Targets: 1,088 municipal and 30 upper ones of every kind and every form of timeline."""

from dataclasses import dataclass
from fractions import Fraction

F = Fraction
COUNTED_WHOLE = frozenset("个项家件所座条户人") | {"起", "场"}
"""Things counted whole; the office folder adds the last two to the usual ones."""


@dataclass(frozen=True, slots=True)
class Node:
    """节点: due by the end of ``month``; ``weight`` in per cent."""

    name: str
    month: int
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Shape:
    """What a target is, before it has a department: kind, unit, annual value and timeline.

    ``running`` holds twelve running shares in per cent (``shares``) or amounts (``amounts``),
    or the four steps of ``stepped``; ``window`` is (first, last) month.
    """

    thing: str
    kind: str
    unit: str = ""
    annual: Fraction | None = None
    form: str = ""
    running: tuple[Fraction, ...] = ()
    window: tuple[int, int] | None = None
    nodes: tuple[Node, ...] = ()
    base_kind: str = ""
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """One annual task of one department."""

    code: str
    name: str
    department: str
    supporting: tuple[str, ...]
    track: str
    shape: Shape

    @property
    def kind(self) -> str:
        """The English name of its kind."""
        return self.shape.kind

    @property
    def is_whole(self) -> bool:
        """Whether its unit is counted whole."""
        return self.shape.unit in COUNTED_WHOLE

    @property
    def step(self) -> Fraction:
        """The smallest difference a figure of this unit can show."""
        return F(1) if self.is_whole else F(1, 10_000)

    @property
    def is_judged(self) -> bool:
        """Whether any month before December judges it."""
        return self.kind not in ("annual_only", "ongoing", "unassigned")

    @property
    def is_numeric(self) -> bool:
        """Whether its progress is a number."""
        return self.kind in ("cumulative", "level", "growth", "ceiling")
