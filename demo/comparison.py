"""Planted = found: sets side by side, and a table of their differences."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from demo.expected import Found

_SHOWN = 12


@dataclass(slots=True)
class Line:
    """One kind of thing over all months."""

    planted: int = 0
    found: int = 0
    lost: list[str] = field(default_factory=list)
    """Planted and not found."""
    strange: list[str] = field(default_factory=list)
    """Found and not planted."""

    @property
    def differences(self) -> int:
        """A changed member is lost and strange at once: one difference."""
        return max(len(self.lost), len(self.strange))


@dataclass(slots=True)
class Comparison:
    """Everything that was compared, by kind, in the order in which it was first seen."""

    lines: dict[str, Line] = field(default_factory=dict)

    def sets(self, kind: str, planted: Found, found: Found, where: str) -> None:
        """Compare the members of two sets."""
        line = self.lines.setdefault(kind, Line())
        line.planted += len(planted)
        line.found += len(found)
        line.lost += _shown(planted - found, where)
        line.strange += _shown(found - planted, where)

    def count(self, kind: str, planted: int, found: int) -> None:
        """Compare two counts that are promised by themselves."""
        line = self.lines.setdefault(kind, Line())
        line.planted, line.found = planted, found
        if planted != found:
            line.lost.append(f"{planted}, found {found}")

    @property
    def differences(self) -> int:
        """All of them."""
        return sum(line.differences for line in self.lines.values())

    def table(self) -> Iterable[str]:
        """The table as lines of text, then each difference."""
        yield f"{'planted = found':<46}{'planted':>9}{'found':>9}{'differences':>13}"
        for kind, line in self.lines.items():
            yield f"{kind:<46}{line.planted:>9}{line.found:>9}{line.differences:>13}"
        yield f"{'all':<64}{self.differences:>13}"
        for kind, line in self.lines.items():
            yield from (f"  not found: {kind}: {text}" for text in line.lost[:_SHOWN])
            yield from (f"  not planted: {kind}: {text}" for text in line.strange[:_SHOWN])


def _shown(members: Found, where: str) -> list[str]:
    return sorted(f"{where} {' '.join(member)}" for member in members)
