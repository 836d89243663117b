"""The year from February on: departments show, the house runs, people audit and decide."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo import days, script
from demo.city import LAST_MONTH, YEAR
from demo.faults import SECOND_RUNS
from demo.house import WAITING, House
from demo.prefect_server import PrefectServer
from demo.systems.street import Street
from demo.truth import Truth, measures
from demo.world import World

_SECONDS = time.monotonic


@dataclass(slots=True)
class Heard:
    """What the house said of one month: JSON documents, in part still on their way."""

    first: list[Any] = field(default_factory=list)
    """All targets after the first of two runs."""
    waiting: dict[str, Any] = field(default_factory=lambda: {"waiting": []})
    """The status while proposals waited."""
    later: dict[str, Future[Any]] = field(default_factory=dict)
    """Read while the next month already runs."""

    def document(self, name: str) -> Any:
        """``targets``, ``findings``, ``status`` or ``outbox``, after the issue."""
        return self.later[name].result()


@dataclass(slots=True)
class Drive:
    """Drives the house month by month; ``tell`` prints progress."""

    world: World
    truth: Truth
    street: Street
    house: House
    folder: Path
    tell: Callable[[str], None]
    readers: ThreadPoolExecutor
    prefect: PrefectServer | None = None
    heard: dict[int, Heard] = field(default_factory=dict)

    def month(self, month: int) -> Heard:
        """One month from its first run to its issue."""
        started = _SECONDS()
        heard = self.heard[month] = Heard()
        self._run(month, heard)
        planned = measures(self.world, self.truth.months[month], month)
        if planned:
            self._audit(month)
            self._decide(month, heard)
        self._issue(month)
        self._read_on(month, heard)
        self.tell(f"{period(month)} issued after {_SECONDS() - started:.1f} s")
        return heard

    def _run(self, month: int, heard: Heard) -> None:
        self.street.publish(self.world, month, second=month not in SECOND_RUNS)
        at = days.moment(month, days.RUN)
        if month == LAST_MONTH and self.prefect:
            self.prefect.wait()
            self.house.flow(period(month), at=at, api=self.prefect.api)
        else:
            self.house.do("run", period(month), at=at, expect=WAITING)
        if month in SECOND_RUNS:
            heard.first = self.house.read("laggards", period(month), "--all", at=at)
            self.street.publish(self.world, month, second=True)
            again = days.moment(month, days.SECOND_RUN)
            self.house.do("run", period(month), at=again, expect=WAITING)

    def _audit(self, month: int) -> None:
        sheet = self.folder / f"{period(month)}审核表.csv"
        planned = measures(self.world, self.truth.months[month], month)
        script.write_audit_sheet(self.world, planned, month, sheet)
        command = ("audit", "sheet", period(month), str(sheet), "--by", script.AUDITOR)
        self.house.do(*command, at=days.moment(month, days.AUDIT))

    def _decide(self, month: int, heard: Heard) -> None:
        at = days.moment(month, days.DECISION)
        heard.waiting = self.house.read("status", "--period", period(month), at=at)
        sheet = self.folder / f"{period(month)}批示.csv"
        script.write_decision_sheet(heard.waiting["waiting"], month, at.date(), sheet)
        signed = ("--leader", script.LEADER, "--recorder", script.RECORDER)
        document = ("--document", f"滨效能呈〔{YEAR}〕{month}号")
        self.house.do("decide", "sheet", str(sheet), *signed, *document, at=at)

    def _issue(self, month: int) -> None:
        signed = ("--signed-by", script.LEADER, "--document", f"签发单〔{YEAR}〕{month}号")
        self.house.do("issue", period(month), *signed, at=days.moment(month, days.ISSUE))

    def _read_on(self, month: int, heard: Heard) -> None:
        """Read what the month left; the next one may start meanwhile."""
        commands = {
            "targets": ("laggards", period(month), "--all"),
            "findings": ("findings", "--period", period(month)),
            "status": ("status", "--period", period(month)),
            "outbox": ("outbox", "--period", period(month)),
        }
        at = days.moment(month, days.ISSUE, 10)
        for name, command in commands.items():
            heard.later[name] = self.readers.submit(self.house.read, *command, at=at)


def period(month: int) -> str:
    """A month as the house writes it."""
    return f"{YEAR}-{month:02d}"
