"""The year from February on: departments show, the house runs, people audit and decide."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from demo import days, script
from demo.city import FIRST_MONTH, LAST_MONTH, YEAR
from demo.faults import SECOND_RUNS
from demo.house import WAITING, House
from demo.prefect_server import PrefectServer
from demo.systems.street import Street
from demo.truth import Planned, Truth, measures
from demo.world import World


@dataclass(slots=True)
class Heard:
    """What the house said of one month: JSON documents."""

    first: list[Any] = field(default_factory=list)
    """All targets after the first of two runs."""
    status: Any = None
    """The status while proposals waited for their decision."""
    later: Future[Any] = field(default_factory=Future)
    """All targets after the issue, which happens while the next month already runs."""

    @property
    def targets(self) -> list[Any]:
        """All targets after the issue."""
        found: list[Any] = self.later.result()
        return found


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the house keeps of all months: its findings and its outbox."""

    findings: list[Any]
    outbox: list[Any]

    def of(self, month: int) -> tuple[list[Any], list[Any]]:
        """Findings and letters of one month."""
        found = [one for one in self.findings if one["finding"]["period"] == period(month)]
        return found, [one for one in self.outbox if one["period"] == period(month)]


@dataclass(slots=True)
class Drive:
    """Drives the house month by month; ``tell`` prints progress."""

    world: World
    truth: Truth
    street: Street
    house: House
    folder: Path
    tell: Callable[[str], None]
    desk: ThreadPoolExecutor
    """One worker: briefs go out in the order of their months."""
    prefect: PrefectServer | None = None
    heard: dict[int, Heard] = field(default_factory=dict)

    def month(self, month: int) -> Heard:
        """One month from its first run to its decisions; it is issued while the next one runs."""
        heard = self.heard[month] = Heard()
        self._run(month, heard)
        planned = measures(self.world, self.truth.months[month], month)
        if planned:
            self._audit(planned, month)
        decided_at = days.moment(month, days.DECISION)
        heard.status = self.house.read("status", "--period", period(month), at=decided_at)
        if planned:
            self._decide(month, heard)
        heard.later = self.desk.submit(self._issue, month)
        return heard

    def _run(self, month: int, heard: Heard) -> None:
        self.street.publish(month, second=month not in SECOND_RUNS)
        at = days.moment(month, days.RUN)
        if month == LAST_MONTH and self.prefect:
            self.prefect.wait()
            self.house.flow(period(month), at=at, api=self.prefect.api)
        else:
            self.house.do("run", period(month), at=at, expect=WAITING)
        if month in SECOND_RUNS:
            heard.first = self.house.read("laggards", period(month), "--all", at=at)
            self.street.publish(month, second=True)
            again = days.moment(month, days.SECOND_RUN)
            self.house.do("run", period(month), at=again, expect=WAITING)

    def _audit(self, planned: list[Planned], month: int) -> None:
        sheet = self.folder / f"{period(month)}审核表.csv"
        script.write_audit_sheet(self.world, planned, month, sheet)
        command = ("audit", "sheet", period(month), str(sheet), "--by", script.AUDITOR)
        self.house.do(*command, at=days.moment(month, days.AUDIT))

    def _decide(self, month: int, heard: Heard) -> None:
        at = days.moment(month, days.DECISION)
        sheet = self.folder / f"{period(month)}批示.csv"
        script.write_decision_sheet(heard.status["waiting"], month, at.date(), sheet)
        signed = ("--leader", self._top_leader(at.date()), "--recorder", script.RECORDER)
        document = ("--document", f"滨效能呈〔{YEAR}〕{month}号")
        self.house.do("decide", "sheet", str(sheet), *signed, *document, at=at)

    def _issue(self, month: int) -> Any:
        """Issue the brief; all targets as they stand then."""
        at = days.moment(month, days.ISSUE)
        signed = (
            "--signed-by",
            self._top_leader(at.date()),
            "--document",
            f"签发单〔{YEAR}〕{month}号",
        )
        self.house.do("issue", period(month), *signed, at=at)
        at = days.moment(month, days.ISSUE, 10)
        return self.house.read("laggards", period(month), "--all", at=at)

    def _top_leader(self, day: date) -> str:
        return self.world.city.in_post("", "主要领导", day).name

    def read_all(self, month: int) -> Ledger:
        """Findings and outbox of all months, after the last one."""
        at = days.moment(month, days.ISSUE, 10)
        months = range(FIRST_MONTH, month + 1)
        found = [self.house.read("findings", "--period", period(n), "--all", at=at) for n in months]
        return Ledger(list(chain.from_iterable(found)), self.house.read("outbox", at=at))


def period(month: int) -> str:
    """A month as the house writes it."""
    return f"{YEAR}-{month:02d}"
