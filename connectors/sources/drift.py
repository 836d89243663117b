"""What changed in a source's columns between two months, apart from the months themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from connectors.sources.answers import Asked
from connectors.sources.months import in_any_month
from connectors.sources.placeholders import named_in
from domain.period import Period


def changed(
    reading: Mapping[str, Any],
    before: tuple[Period, Sequence[str]],
    now: tuple[Period, Sequence[str]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that are new, and those that are gone, each in its own order.

    July's column beside June's is no news where the reading says ``{month}月``.
    """
    templates = [name for name in _names(reading) if named_in(name)]
    old, new = _by_template(templates, *before), _by_template(templates, *now)
    return (
        tuple(name for same, name in new.items() if same not in old),
        tuple(name for same, name in old.items() if same not in new),
    )


def _names(reading: Mapping[str, Any]) -> Iterable[str]:
    """Every name of a column that ``reading`` knows."""
    for key in ("columns", "targets"):
        yield from (reading.get(key) or {}).values()
    yield from reading.get("ignore") or ()


def _by_template(templates: Sequence[str], period: Period, names: Sequence[str]) -> dict[str, str]:
    """Each name under the template that it is in some month of the year, else under itself."""
    asked = Asked("", period)
    months = {name: template for template in templates for name in in_any_month([template], asked)}
    return {months.get(name, name): name for name in names}
