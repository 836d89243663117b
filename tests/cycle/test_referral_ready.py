"""A department one month short of an interview meets a fault: not accused, and nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cycle.figures import enter_report
from cycle.month import Outcome, run
from cycle.progress import silent
from cycle.standings import standings
from domain.records import Proposal
from domain.words import Measure, PullOutcome, Standing
from ledger import findings, proposals, pulls
from tests.support.department_server import DepartmentServer
from tests.support.faulty_sources import Faulty, FaultySources
from tests.support.small_office import (
    Joining,
    SmallOffice,
    add_departments,
    at,
    month,
    small_office,
)

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
IN_FEBRUARY, IN_MARCH = "150", "200"
"""Behind in both months: 200 and 300 are planned. Two months running are an interview."""
DOUBTFUL = {Standing.MISSING, Standing.REJECTED}
UNTRIPPED = """\
breaker: {failed_sources_at_least: 999, newly_behind_at_least: 999}
"""


@dataclass(frozen=True)
class Met:
    """What became of one department: with its fault, and when the data had arrived."""

    faulty: Faulty
    standing: Standing
    outcome: PullOutcome
    proposed: tuple[Proposal, ...]
    told: int
    standing_then: Standing
    proposed_then: tuple[Proposal, ...]


@dataclass(frozen=True)
class March:
    """A month that every fault meets at once, by the name of the fault."""

    met: dict[str, Met]
    run: Outcome


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Iterator[March]:
    root = tmp_path_factory.mktemp("faults")
    sources = FaultySources(root / "sources", IN_MARCH)
    with DepartmentServer(lambda request: sources.answer(request.path)) as server:
        every = sources.all(server.url.rpartition("/")[0])
        office = small_office(root)
        _appoint(office, every)
        yield _march(office, every)


def _appoint(office: SmallOffice, every: list[Faulty]) -> None:
    """Each faulty source is a department with one target; nobody trips the breaker."""
    rules = office.folder / "office.yaml"
    lines = rules.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("breaker")]
    rules.write_text("\n".join([*kept, UNTRIPPED]), encoding="utf-8")
    add_departments(office, [Joining(one.code, one.source, (one.target,)) for one in every])


def _march(office: SmallOffice, every: list[Faulty]) -> March:
    parts = office.open()
    for one in every:
        enter_report(
            parts,
            one.target,
            FEBRUARY,
            IN_FEBRUARY,
            by="经办人",
            said_by="联络员",
            reason="二月数",
            now=at("2014-03-07 09:00"),
        )
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent, only="D01")
    for one in every:
        one.break_()
    met = run(parts, MARCH, at("2014-04-09 09:00"), silent)
    before = {line.target: line.standing for line in standings(parts, MARCH)}
    asked = pulls.latest(parts.ledger, MARCH)
    proposed = _proposed(office)
    told = {one.code: len(findings.listed(parts.ledger, MARCH, one.code)) for one in every}
    for one in every:
        one.mend()
    run(parts, MARCH, at("2014-04-10 09:00"), silent)
    after = {line.target: line.standing for line in standings(parts, MARCH)}
    then = _proposed(office)
    parts.ledger.close()
    return March(
        {
            one.name: Met(
                one,
                before[one.target],
                asked[one.code].outcome,
                proposed.get(one.code, ()),
                told[one.code],
                after[one.target],
                then.get(one.code, ()),
            )
            for one in every
        },
        met,
    )


def _proposed(office: SmallOffice) -> dict[str, tuple[Proposal, ...]]:
    parts = office.open()
    found: dict[str, tuple[Proposal, ...]] = {}
    for state in proposals.of_period(parts.ledger, MARCH):
        one = state.proposal
        found[one.department] = (*found.get(one.department, ()), one)
    parts.ledger.close()
    return found


def test_fault_d12_nobody_is_accused_by_a_fault_and_nothing_is_lost(march: March) -> None:
    """Seventy faults: doubtful with the fault, and what it truly is when the data arrives."""
    accused = {n for n, m in march.met.items() if m.standing not in DOUBTFUL or m.proposed}
    lost = {n for n, m in march.met.items() if _proposal(m) != (Measure.INTERVIEW, 2)}
    assert (accused, lost, len(march.met)) == (set(), set(), 70)
    assert {met.standing_then for met in march.met.values()} == {Standing.BEHIND}


def _proposal(met: Met) -> tuple[Measure, int]:
    """What is asked of the leader once the figure is there, and after how many months behind."""
    (proposal,) = met.proposed_then
    (ground,) = proposal.grounds
    assert ground.target == met.faulty.target
    return proposal.measure, ground.months


def test_every_fault_is_told(march: March) -> None:
    """By the pull's own outcome, or by a finding."""
    silent_ones = {n for n, m in march.met.items() if m.outcome is PullOutcome.OK and not m.told}
    assert silent_ones == set()


def test_each_source_that_failed_is_named_with_what_to_do(march: March) -> None:
    failed = march.run.gathered.failed
    assert all(failed.values())
    empty = [met.faulty.code for met in march.met.values() if met.outcome is PullOutcome.EMPTY]
    assert {failed[code] for code in empty} == {"返回为空，请核对本期数据是否已在源头登记"}


def test_fault_a20_a_month_is_judged_without_the_sources_that_hang(march: March) -> None:
    hanging = [met for name, met in march.met.items() if name.startswith("A1 ")]
    failed = march.run.gathered.failed
    for met in hanging:
        assert (met.standing, met.outcome) == (Standing.MISSING, PullOutcome.FAULT)
        assert failed[met.faulty.code]
    assert march.run.gathered.departments > len(march.met)
    assert march.run.assessed.standings["municipal"]
