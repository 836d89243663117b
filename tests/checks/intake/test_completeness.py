"""Completeness: what was owed and did not come is named, before anything is validated."""

from dataclasses import replace
from typing import Any

from checks.case import Case, Rules
from checks.judging import judge
from domain.office import Office
from domain.period import Period
from domain.records import Finding, Place, Progress
from domain.words import MissingCause, Severity, Standing, Verdict
from tests.checks.intake.builders import (
    JUNE,
    accepted,
    before,
    checked,
    milestone,
    office,
    qualitative,
    row,
    rules,
    target,
    value,
)


def standing(of: Office, code: str, progress: Progress | None) -> Standing:
    """How the target is judged on what intake let through."""
    one = of.targets[code]
    cause = MissingCause.DEPARTMENT_SILENT
    return judge(Case(one, Rules.of(of, one), JUNE, progress, cause=cause)).standing


def sentences(findings: tuple[Finding, ...], rule: str) -> dict[str | None, str]:
    return {found.target: found.sentence for found in findings if found.rule == rule}


def test_fault_a17_strangers_are_refused_and_each_absence_is_named() -> None:
    """A register of ten, a feed of eight of them and two strangers."""
    own = [target(f"T{number:02d}") for number in range(10)]
    feed = [row(one.code, "60", place) for place, one in enumerate(own[:8], 2)]
    strangers = [row("T77", "60", 10), row("D09-1", "60", 11)]
    found = checked([*feed, *strangers], office(own, D01={"expected_rows": 10}))
    assert set(accepted(found)) == {one.code for one in own[:8]}
    refused = [f for f in found.findings if f.severity is Severity.REJECT]
    assert [(f.rule, f.target, f.raw_value) for f in refused] == [
        ("unknown_target", "T77", "60"),
        ("unknown_target", "D09-1", "60"),
    ]
    assert sentences(found.findings, "not_arrived") == {
        "T08": "未收到T08 T08号任务2014年6月的数据，请补报",
        "T09": "未收到T09 T09号任务2014年6月的数据，请补报",
    }
    assert rules(found) == {"unknown_target", "not_arrived"}


def test_fault_a17_a_strangers_row_does_not_stand_in_for_the_owners() -> None:
    of = office([target("T01"), target("T02"), target("T03", "D02")])
    found = checked([row("T01", "60"), row("T03", "60"), row("T02", "60", department="D02")], of)
    assert set(accepted(found)) == {"T01"}
    told = [(f.rule, f.department, f.target) for f in found.findings]
    assert sorted(told) == [
        ("not_arrived", "D01", "T02"),
        ("not_arrived", "D02", "T03"),
        ("not_owner", "D01", "T03"),
        ("not_owner", "D02", "T02"),
    ]


def test_fault_d03_a_value_a_stated_zero_and_nothing_are_three_things() -> None:
    """零报 is a figure and is judged; an empty cell and an absent row are not."""
    of = office([target(f"T0{number}") for number in range(1, 6)])
    feed = [row("T01", "60"), row("T02", "0", 3), row("T03", None, 4), row("T04", " \t", 5)]
    found = checked(feed, of)
    said = accepted(found)
    assert said == {"T01": value(60), "T02": value(0)}
    standings = {code: standing(of, code, said.get(code)) for code in of.targets}
    assert standings == {
        "T01": Standing.ON_PACE,
        "T02": Standing.BEHIND,
        "T03": Standing.MISSING,
        "T04": Standing.MISSING,
        "T05": Standing.MISSING,
    }
    assert {f.target: (f.rule, f.severity) for f in found.findings} == {
        "T02": ("newly_behind", Severity.NOTE),
        "T03": ("empty_cell", Severity.NOTE),
        "T04": ("empty_cell", Severity.NOTE),
        "T05": ("not_arrived", Severity.NOTE),
    }
    assert sentences(found.findings, "empty_cell")["T03"] == (
        "T03 T03号任务填报栏为空，按未报处理；确为零的请填0"
    )


def test_a_count_that_differs_is_noted_for_each_department() -> None:
    of = office([target("T01"), target("T02", "D02")], D01={"expected_rows": 3}, D02={})
    found = checked([row("T01", "60"), row("T02", "60", 3, department="D02")], of)
    assert sentences(found.findings, "row_count") == {
        None: "D01局应报3行，实收1行，请核对是否漏报或多报"
    }
    assert len(accepted(found)) == 2


def test_a_department_of_which_nothing_came_is_not_listed_here() -> None:
    """Its pull tells its story; an empty batch is shown to no suite."""
    found = checked([], office([target("T01")], D01={"expected_rows": 1}))
    assert (found.accepted, found.findings) == ((), ())


def test_what_the_parser_refused_did_arrive_and_is_handed_on() -> None:
    place = Place("进度表.xlsx", "六月", 3, "完成额")
    refusal = Finding("cell", Severity.REJECT, "D01", JUNE, "请改正", "T02", place)
    other = replace(refusal, department="D02", target="T03")
    of = office([target("T01"), target("T02"), target("T03")])
    found = checked([row("T01", "60")], of, parse_findings=[refusal, other])
    assert found.findings[:2] == (refusal, other)
    assert set(sentences(found.findings, "not_arrived")) == {"T03"}


def test_what_is_not_owed_is_not_missed() -> None:
    """Done is asked no more, annual-only is asked in December, some are only listed."""
    annual: dict[str, Any] = {"kind": "annual_only", "base_kind": "cumulative", "timeline": None}
    listed: dict[str, Any] = {"kind": "ongoing", "annual": None, "timeline": None, "unit": None}
    of = office(
        [
            target("T01"),
            target("T02"),
            target("T03", **annual),
            target("T04", **listed),
            target("T05", **{"from": "2014-07-01"}),
            target("T06", to="2014-05-31"),
            qualitative("T07"),
            milestone("T08"),
        ]
    )
    every_node = frozenset(node.name for node in of.targets["T08"].nodes)
    done = [
        before("T02", value(120)),
        before("T07", Progress(verdict=Verdict.DONE)),
        before("T08", Progress(nodes=every_node)),
    ]
    found = checked([row("T01", "60")], of, done)
    assert found.findings == ()
    last_year = checked([], office([target("T01", lag_months=3)]), period=Period("2014-02"))
    assert last_year.findings == ()
    later = checked([row("T01", "60", stated_period="2014-12")], of, period=JUNE.plus(6))
    assert set(sentences(later.findings, "not_arrived")) == {"T02", "T03", "T05", "T07", "T08"}


def test_reports_of_what_is_only_listed_are_not_read() -> None:
    listed: dict[str, Any] = {"annual": None, "timeline": None, "unit": None}
    of = office(
        [target("T01", kind="ongoing", **listed), target("T02", kind="unassigned", **listed)]
    )
    found = checked([row("T01", "正常开展"), row("T02", "12万", 3)], of)
    assert (found.accepted, found.findings) == ((), ())
