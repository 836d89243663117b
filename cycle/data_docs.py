"""Data Docs (校验说明): the suite over a month's archived bytes again, as a page to look at."""

from collections.abc import Iterator
from pathlib import Path

from checks.intake import documented
from cycle.check import known, read_bodies
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.period import Period
from domain.records import Body, Row
from domain.refusals import Refused
from domain.words import PullOutcome
from ledger import archive, pulls


def write_data_docs(parts: Parts, period: Period, folder: Path) -> Path:
    """Write the page of ``period`` into ``folder``; nothing is recorded.

    Its rows are those of each department's last answer. Raises Refused where nothing came.
    """
    chosen = in_period(parts, period)
    page = documented([*_rows(chosen, period)], known(chosen, period))
    if not page:
        raise Refused(f"{period.label}尚无可校验的数据，请先运行：duban run {period}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{period}.html"
    path.write_text(page, encoding="utf-8")
    return path


def _rows(parts: Parts, period: Period) -> Iterator[Row]:
    answered = {
        pull.department: pull
        for pull in pulls.of_period(parts.ledger, period)
        if pull.outcome is PullOutcome.OK and pull.department in parts.office.departments
    }
    for department, pull in answered.items():
        contents = archive.bodies(parts.ledger, pull.raw_hashes)
        bodies = [Body(*both) for both in zip(pull.raw_hashes, contents, strict=True)]
        yield from read_bodies(parts, period, department, bodies).rows
