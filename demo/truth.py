"""The planted truth: what a right house must find in every month, by the demo's own arithmetic."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path

from demo.city import FIRST_MONTH, LAST_MONTH, MONTHS
from demo.faults import HARMLESS, SECOND_RUNS
from demo.judging import Verdict, judge
from demo.plans import planned, steps_now
from demo.shown import is_silent, true_progress
from demo.targets import Target
from demo.world import World

JUDGED = frozenset({"ahead", "on_pace", "behind", "done"})
WHOLE_ANSWER: dict[str, tuple[str, str]] = {
    "down": ("missing", "source_fault"),
    "recovers": ("missing", "source_fault"),
    "hangs": ("missing", "source_fault"),
    "redirect": ("missing", "source_fault"),
    "login_page": ("missing", "source_fault"),
    "empty": ("missing", "source_fault"),
    "truncated": ("missing", "source_fault"),
    "view_gone": ("missing", "source_fault"),
    "locked_out": ("missing", "source_fault"),
    "unmounted": ("missing", "source_fault"),
    "silent": ("missing", "department_silent"),
    "late": ("missing", "department_silent"),
    "mojibake": ("rejected", ""),
    "not_a_workbook": ("rejected", ""),
    "renamed_column": ("rejected", ""),
    "wrong_period": ("rejected", ""),
    "stale": ("rejected", ""),
}
"""What a faulty answer leaves of each target that it should have reported."""
FAILED = frozenset(f for f, (_, cause) in WHOLE_ANSWER.items() if cause == "source_fault")
DECLINED = frozenset({("D12", 4)})
"""Interviews that the leader declines: by (department, month). A confirmed one answers the lag."""
INTERVIEW_AFTER = 2


@dataclass(slots=True)
class Month:
    """One month after one of its runs."""

    verdicts: dict[str, Verdict]
    running: dict[str, int] = field(default_factory=dict)
    """Months behind running, this one counted in, of targets behind."""
    answered: set[str] = field(default_factory=set)
    """Targets behind whose lag a leader has already answered in an earlier month."""

    def behind(self, track: str = "") -> list[str]:
        """Codes of targets behind, on one track or on all."""
        prefix = {"municipal": "M", "upper": "U"}.get(track, "")
        return [
            code
            for code, verdict in self.verdicts.items()
            if verdict.standing == "behind" and code.startswith(prefix)
        ]


@dataclass(slots=True)
class Truth:
    """Everything planted, by month; ``first`` holds the first runs of months that have two."""

    months: dict[int, Month] = field(default_factory=dict)
    first: dict[int, Month] = field(default_factory=dict)

    def before_last_run(self, month: int) -> Month:
        """The month as its first run saw it."""
        return self.first.get(month, self.months[month])


def tell_truth(world: World) -> Truth:
    """Judge every month of the story as the systems show it."""
    truth = Truth()
    for month in MONTHS:
        if month in SECOND_RUNS:
            truth.first[month] = _month(world, truth, month, second=False)
        truth.months[month] = _month(world, truth, month, second=True)
    return truth


def _month(world: World, truth: Truth, month: int, *, second: bool) -> Month:
    verdicts = {
        target.code: _verdict(world, truth, target, month, second=second)
        for target in world.register.values()
    }
    found = Month(verdicts)
    for code in found.behind():
        before = truth.months.get(month - 1)
        found.running[code] = 1 + _ran_before(truth, code, month - 1) if before else 1
        if _was_answered(world, truth, code, month - 1):
            found.answered.add(code)
    return found


def _was_answered(world: World, truth: Truth, code: str, month: int) -> bool:
    """One lag is answered once, until the target has caught up."""
    department = world.register[code].department
    for earlier in range(month, FIRST_MONTH - 1, -1):
        found = truth.months[earlier]
        standing = found.verdicts[code].standing
        if standing in JUDGED and standing != "behind":
            return False
        if code in called(found) and (department, earlier) not in DECLINED:
            return True
    return False


def called(found: Month) -> list[str]:
    """Upper targets for whose lag the head is to be interviewed."""
    return [
        code
        for code in found.behind("upper")
        if found.running[code] >= INTERVIEW_AFTER and code not in found.answered
    ]


def _ran_before(truth: Truth, code: str, month: int) -> int:
    """Months not judged neither count nor reset."""
    for earlier in range(month, FIRST_MONTH - 1, -1):
        standing = truth.months[earlier].verdicts[code].standing
        if standing in JUDGED:
            return truth.months[earlier].running.get(code, 0)
    return 0


def _verdict(world: World, truth: Truth, target: Target, month: int, *, second: bool) -> Verdict:
    figure_month = month - target.shape.lag
    if target.kind in ("ongoing", "unassigned"):
        return Verdict("not_judged")
    if target.kind == "annual_only" or figure_month < FIRST_MONTH:
        return Verdict("not_due")
    plan = planned(target, figure_month) if target.is_numeric else None
    if target.is_numeric and plan is None:
        return Verdict("not_due")
    if any(_was_done(truth, target.code, m) for m in range(FIRST_MONTH, month)):
        return Verdict("done")
    fault = world.faults.of_source(target.department, month, second)
    if fault:
        return Verdict(*WHOLE_ANSWER[fault])
    return _by_row(world, target, month, figure_month)


def _was_done(truth: Truth, code: str, month: int) -> bool:
    return truth.months[month].verdicts[code].standing == "done"


def _by_row(world: World, target: Target, month: int, figure_month: int) -> Verdict:
    fault = world.faults.row.get((target.code, month), "")
    if is_silent(fault):
        return Verdict("missing", "department_silent")
    if fault and fault not in HARMLESS:
        return Verdict("rejected")
    progress = true_progress(world.story, target, month)
    if progress is None:
        return Verdict("missing", "department_silent")
    if fault == "zero":
        progress = type(progress)(Fraction(0))
    return judge(target, progress, figure_month)


# --- totals ------------------------------------------------------------------------------------


def departments_of(world: World, codes: Iterable[str]) -> set[str]:
    """The lead departments of targets."""
    return {world.register[code].department for code in codes}


@dataclass(frozen=True, slots=True)
class Planned:
    """A measure that the ladders owe a department, with the targets on which it rests."""

    track: str
    measure: str
    department: str
    targets: tuple[str, ...]


def measures(world: World, found: Month, month: int) -> list[Planned]:
    """Interviews after two running months behind (upper), exposure at a quarter's end."""
    exposed = found.behind("municipal") if month % 3 == 0 else []
    return [
        *_by_department(world, "upper", "interview", called(found)),
        *_by_department(world, "municipal", "expose", exposed),
    ]


def _by_department(world: World, track: str, measure: str, codes: list[str]) -> list[Planned]:
    return [
        Planned(
            track,
            measure,
            department,
            tuple(sorted(c for c in codes if world.register[c].department == department)),
        )
        for department in sorted(departments_of(world, codes))
    ]


def interviewed(world: World, truth: Truth) -> set[str]:
    """Departments whose heads came up for interview in any month."""
    planned = (one for m, found in truth.months.items() for one in measures(world, found, m))
    return {one.department for one in planned if one.measure == "interview"}


def breaker_counts(world: World, truth: Truth, month: int) -> tuple[int, int]:
    """Failed sources, and departments newly behind for another reason than a plan that stepped."""
    second = month in SECOND_RUNS
    failed = sum(
        world.faults.of_source(code, month, second) in FAILED for code in world.city.departments
    )
    if month == FIRST_MONTH:
        return failed, 0
    before = departments_of(world, truth.months[month - 1].behind())
    behind = truth.months[month].behind()
    own_doing = (code for code in behind if not _plan_moved(world.register[code], month))
    return failed, len(departments_of(world, own_doing) - before)


def _plan_moved(target: Target, month: int) -> bool:
    """A step or a node fell due in this month."""
    return steps_now(target, month) or any(node.month == month for node in target.shape.nodes)


def naive_count(world: World, month: int) -> tuple[int, int]:
    """What a count would say that takes every plan as n/12 and every gap in the data as zero."""
    accused = [
        target.code
        for target in world.register.values()
        if target.track == "municipal" and _naively_behind(world, target, month)
    ]
    return len(accused), len(departments_of(world, accused))


def _naively_behind(world: World, target: Target, month: int) -> bool:
    if not target.is_numeric:
        return False
    fault = world.faults.row.get((target.code, month)) or world.faults.of_source(
        target.department, month, second=True
    )
    progress = true_progress(world.story, target, month)
    value = Fraction(0) if fault or progress is None else progress.value or Fraction(0)
    plan = (target.shape.annual or Fraction(0)) * month / 12
    return value > plan if target.kind == "ceiling" else value < plan


def write_truth(world: World, truth: Truth, path: Path) -> None:
    """Everything planted, as JSON; fractions as p/q."""
    document = {
        "totals": totals(world, truth),
        "source_faults": [[d, m, f] for (d, m), f in sorted(world.faults.source.items())],
        "row_faults": [[t, m, f] for (t, m), f in sorted(world.faults.row.items())],
        "measures": {
            month: [asdict(one) for one in measures(world, found, month)]
            for month, found in truth.months.items()
        },
        "months": {
            month: {
                code: {**asdict(verdict), "running": found.running.get(code, 0)}
                for code, verdict in found.verdicts.items()
            }
            for month, found in truth.months.items()
        },
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def totals(world: World, truth: Truth) -> dict[str, int]:
    """The promised figures."""
    september = truth.months[LAST_MONTH].behind("municipal")
    return {
        "municipal_behind": len(september),
        "departments_behind": len(departments_of(world, september)),
        "departments_up_for_interview": len(interviewed(world, truth)),
    }
