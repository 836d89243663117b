"""A month that is told by a moment: seconds since 1970, or a date with its time."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

from connectors.sources.columns import Cell
from connectors.sources.refusals import CELL
from domain.local_time import SHANGHAI

PeriodWritten = Literal["text", "seconds", "milliseconds", "time"]
"""How a source writes the month: as a text that names it, or as a moment in it."""

_COUNT = re.compile(r"(?:/Date\()?(-?[0-9]{1,16})(?:[+-][0-9]{4})?(?:\)/)?", re.ASCII)
"""``/Date(1403971200000+0800)/`` is how .NET writes the milliseconds; its zone changes nothing."""


def dated(cell: Cell, written: PeriodWritten) -> Cell:
    """The day in Beijing of the moment that ``cell`` tells; refused if it tells none."""
    if written == "text" or cell.text is None or cell.refused:
        return cell
    try:
        moment = _moment(cell.text.strip(), written)
        return Cell(f"{moment.astimezone(SHANGHAI):%Y-%m-%d}")
    except (ValueError, OverflowError):
        words = {"time": "时间"}.get(written, "时间戳")
        return Cell(cell.text, refused=(CELL, f"期别不是约定的{words}，请核对接口是否变更"))


def _moment(text: str, written: PeriodWritten) -> datetime:
    if written == "time":
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    found = _COUNT.fullmatch(text)
    if not found:
        raise ValueError(text)
    units = int(found[1])
    passed = timedelta(seconds=units) if written == "seconds" else timedelta(milliseconds=units)
    return datetime(1970, 1, 1, tzinfo=UTC) + passed
