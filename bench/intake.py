"""What a month's intake costs: 1,118 rows of 90 departments through ``check``, in CPU seconds.

python -m bench.intake

The import of Great Expectations is told apart: a run pays for it while its pulls wait.
"""

import sys
import time
from datetime import UTC, datetime
from statistics import median

from checks.intake import Checked, check
from checks.intake.suite import load
from checks.lamps import PRESETS
from domain.office import Office
from domain.period import Period
from domain.records import Place, Progress, Report, Row
from domain.words import Basis

ROWS, DEPARTMENTS, TRIES = 1_118, 90, 7
LIMIT_SECONDS = 5.0
MAY, JUNE = Period("2014-05"), Period("2014-06")
FAULTS = ("60万", "600", "-60", "0.006", "49")
"""Every tenth row is at fault: an expectation that fails costs more than one that holds."""


def city() -> Office:
    """1,118 running totals of 120 万元, dealt to 90 departments."""
    departments = [f"D{number:02d}" for number in range(1, DEPARTMENTS + 1)]
    targets = {
        f"M{number:04d}": {
            "code": f"M{number:04d}",
            "name": "固定资产投资",
            "department": departments[number % DEPARTMENTS],
            "track": "municipal",
            "kind": "cumulative",
            "unit": "万元",
            "annual": "120",
            "timeline": {"form": "linear"},
        }
        for number in range(ROWS)
    }
    return Office.model_validate(
        {
            "name": "效能办",
            "code_word": "效能",
            "duty_phone": "0",
            "year": JUNE.year,
            "lamps": {"银川": PRESETS["银川"]},
            "tracks": {"municipal": {"label": "市级", "lamps": "银川"}},
            "departments": {
                code: {"code": code, "name": f"{code}局", "city_leader": "L1", "dialect": "csv"}
                for code in departments
            },
            "targets": targets,
        }
    )


def rows(office: Office) -> list[Row]:
    """One row for each target, every tenth at fault."""
    return [
        Row(
            department=target.department,
            target=code,
            figure=FAULTS[number // 10 % len(FAULTS)] if number % 10 == 0 else "60.5",
            place=Place("进度表.xlsx", "六月", number + 2, "完成额"),
            raw_hash="6" * 64,
            stated_period="2014-06",
            unit="万元",
        )
        for number, (code, target) in enumerate(office.targets.items())
    ]


def earlier(office: Office) -> dict[str, Report]:
    """What was accepted in May."""
    known_at = datetime(2014, 6, 9, tzinfo=UTC)
    progress = Progress(value=500_000)
    return {
        code: Report(code, MAY, progress, Basis.PULLED, target.department, known_at)
        for code, target in office.targets.items()
    }


def checked_in() -> tuple[float, Checked]:
    """CPU seconds that one batch takes, whatever else the machine does, and what came of it."""
    office = city()
    feed, previous = rows(office), earlier(office)
    start = time.process_time()
    found = check(feed, (), office, JUNE, previous, frozenset({"5" * 64}))
    return time.process_time() - start, found


def main() -> int:
    """Print the import, the first batch and the median of the others; exit 1 over the limit."""
    start = time.process_time()
    load()
    imported = time.process_time() - start
    first, found = checked_in()
    taken = median(checked_in()[0] for _ in range(TRIES))
    print(
        f"intake of {ROWS:,} rows: {taken:.2f} CPU s (median of {TRIES}, first {first:.2f} s, "
        f"limit {LIMIT_SECONDS:.0f} s), {len(found.accepted):,} accepted, "
        f"{len(found.findings):,} findings; import {imported:.1f} s, once"
    )
    return int(taken > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
