"""How much is plausible, by kind: a doubtful figure is refused, and so accuses nobody."""

from typing import Any

import pytest

from checks.intake.bounds import bounds
from domain.period import Period
from domain.records import Place, Progress, Row
from domain.rules import Limits
from domain.targets import Target
from domain.words import Severity, Verdict
from tests.checks.intake.builders import (
    JUNE,
    accepted,
    before,
    checked,
    doubts,
    level,
    milestone,
    office,
    qualitative,
    refused,
    row,
    rules,
    target,
    value,
)

DECEMBER = Period("2013-12")
GROWTH: dict[str, Any] = {
    "kind": "growth",
    "unit": "%",
    "annual": "10",
    "timeline": {"form": "constant"},
}
LIMIT: dict[str, Any] = {"kind": "ceiling", "unit": "件", "annual": "120"}
REDUCTION: dict[str, Any] = LIMIT | {"annual": "-120"}

Said = tuple[Target, str, int | None]
"""A target, its figure, and the figure that was accepted the month before."""


def broken_by(*said: Said) -> list[set[str]]:
    """The rules that each figure breaks, all in one batch."""
    own = [one.model_copy(update={"code": f"T{n:02d}"}) for n, (one, _, _) in enumerate(said)]
    earlier = [
        before(one.code, value(last))
        for one, (_, _, last) in zip(own, said, strict=True)
        if last is not None
    ]
    figures = [figure for _, figure, _ in said]
    feed = [
        row(one.code, figure, place, unit=one.unit)
        for place, (one, figure) in enumerate(zip(own, figures, strict=True))
    ]
    found = checked(feed, office(own), earlier)
    broken: dict[Place | None, set[str]] = {one.place: set() for one in feed}
    for finding in doubts(found):
        broken[finding.place].add(finding.rule)
    passed = {one.row.place for one in found.accepted}
    assert passed == {one.place for one in feed} - refused(found)
    return [broken[one.place] for one in feed]


def test_fault_d01_a_negative_and_a_falling_total_are_refused() -> None:
    """Two months: the last good value is named in the sentence and is not judged in its place."""
    of = office([target("T01"), target("T02"), target("T03"), target("T04")])
    last = [before(code, value(50)) for code in ("T02", "T03", "T04")]
    feed = [row("T01", "-60"), row("T02", "49.9999", 3), row("T03", "50", 4), row("T04", "-1", 5)]
    found = checked(feed, of, last)
    assert accepted(found) == {"T03": value(50)}
    by_target = {(f.target, f.rule): f.sentence for f in found.findings}
    assert set(by_target) == {
        ("T01", "below_range"),
        ("T02", "decreased"),
        ("T03", "newly_behind"),
        ("T04", "below_range"),
        ("T04", "decreased"),
    }
    assert "累计数49.9999万元小于上次报送的50万元" in by_target["T02", "decreased"]


def test_only_an_earlier_month_of_the_year_is_compared() -> None:
    """Totals start anew with the year; a correction of June is not held against June's."""
    of = office([target("T01"), target("T02"), target("T03")])
    known = [before("T01", value(90), DECEMBER), before("T02", value(90), JUNE)]
    found = checked(
        [row(code, "60") for code in of.targets], of, [*known, before("T03", value(90))]
    )
    assert set(accepted(found)) == {"T01", "T02"}


def swapped(figure: int, factor: int) -> str:
    """A figure in another unit than it says: 万元 written in 元, 亿元 or with a slipped point."""
    return str(figure * factor) if factor > 0 else f"{figure / -factor:.4f}"


@pytest.mark.parametrize("factor", [10, 100, 1_000, 10_000, -10_000], ids=str)
def test_fault_d02_a_figure_in_another_unit_is_never_judged(factor: int) -> None:
    """On pace, first figure or not, of every kind that has a unit to mistake."""
    plain = [
        target("T01"),
        target("T02"),
        level("T03", unit="元"),
        level("T04", unit="元"),
    ]
    limits = [target("T05", **LIMIT), target("T06", **LIMIT)] if factor > 0 else []
    earlier = {"T02": 50, "T04": 90, "T06": 50}
    figures = {"T01": 60, "T02": 60, "T03": 90, "T04": 91, "T05": 60, "T06": 60}
    feed = [
        row(one.code, swapped(figures[one.code], factor), place, unit=one.unit)
        for place, one in enumerate((*plain, *limits), 2)
    ]
    known = [before(code, value(whole)) for code, whole in earlier.items()]
    found = checked(feed, office([*plain, *limits]), known)
    assert accepted(found) == {}
    assert refused(found) == {one.place for one in feed}
    assert rules(found) <= {"jumped_up", "jumped_down", "decreased", "over_annual"}


@pytest.mark.parametrize("unit", ["元", "亿元", "万", "千元", "", None])
def test_fault_d02_the_unit_is_data_and_not_a_guess(unit: str | None) -> None:
    found = checked([row("T01", "60", unit=unit)], office([target("T01")]))
    assert rules(found) == {"wrong_unit"}
    assert "登记的计量单位为“万元”" in found.findings[0].sentence


def test_a_unit_is_compared_without_its_typography() -> None:
    units = ("m²", "ｍ２", " m 2", "m\u200b2")
    of = office([target(f"T{n}", unit="m²") for n in range(len(units))])
    found = checked([row(f"T{n}", "60", n, unit=unit) for n, unit in enumerate(units)], of)
    assert len(accepted(found)) == len(units)


def test_a_reading_may_declare_that_the_form_prints_the_registers_unit() -> None:
    units = {"T1": "as_registered", "T2": None, "T3": "元"}
    of = office([target(code) for code in units], D01={"reading": {"unit": "as_registered"}})
    found = checked([row(code, "60", int(code[1]), unit=u) for code, u in units.items()], of)
    assert set(accepted(found)) == {"T1", "T2"}
    assert rules(found) == {"wrong_unit"}


def test_a_figure_that_shows_its_per_cent_names_its_unit() -> None:
    feed = [row("T01", "90%", unit=None), row("T02", "90", 3, unit=None), row("T03", "60%", 4)]
    found = checked(feed, office([level("T01"), level("T02"), target("T03")]))
    assert accepted(found) == {"T01": value(90)}
    assert {f.target: f.rule for f in found.findings} == {
        "T02": "wrong_unit",
        "T03": "not_a_number",
    }


def test_catching_up_with_the_plan_is_no_jump() -> None:
    one = target("T01")
    said = [(one, "59", 1), (one, "61", 1), (one, "9.9", 1), (one, "100", 20)]
    assert broken_by(*said) == [set(), {"jumped_up"}, set(), set()]


def test_fault_d08_over_the_annual_value_is_noted_and_a_reopened_one_refused() -> None:
    of = office([target("T01"), target("T02"), qualitative("T03"), milestone("T04")])
    every_node = frozenset(node.name for node in of.targets["T04"].nodes)
    done = [
        before("T01", value(110)),
        before("T02", value(120)),
        before("T03", Progress(verdict=Verdict.DONE)),
        before("T04", Progress(nodes=every_node)),
    ]
    feed = [row("T01", "150"), row("T02", "119", 3), row("T03", "达进度", 4), row("T04", "无", 5)]
    found = checked(feed, of, done)
    assert accepted(found) == {"T01": value(150)}
    told = {(f.target, f.rule, f.severity) for f in found.findings}
    assert told == {
        ("T01", "over_annual", Severity.NOTE),
        ("T02", "decreased", Severity.REJECT),
        ("T02", "reopened", Severity.REJECT),
        ("T03", "reopened", Severity.REJECT),
        ("T04", "reopened", Severity.REJECT),
    }


def test_fault_c11_a_fraction_is_not_taken_for_a_percentage() -> None:
    """0.565 shown as 56.5 % is 56.5; shown as nothing it could be either, and 1.0 is no 100 %."""

    def share(code: str, text: str, line: int, *, shown: bool | None) -> Row:
        return row(code, text, line, unit="%", percent_format=shown)

    said = {
        "T01": ("0.565", True, 565_000),
        "T02": ("56.5", False, 565_000),
        "T03": ("56.5%", None, 565_000),
        "T04": ("56.5%", True, 565_000),
        "T05": ("1", True, 1_000_000),
        "T06": ("0", False, 0),
        "T07": ("1.51", False, 15_100),
        "T08": ("0.565", False, None),
        "T09": ("0.565", None, None),
        "T10": ("1.0", False, None),
        "T11": ("1.5", None, None),
    }
    feed = [share(code, s[0], n, shown=s[1]) for n, (code, s) in enumerate(said.items(), 2)]
    of = office([target(code, unit="%", annual="100") for code in said])
    found = checked(feed, of)
    expected = {code: s[2] for code, s in said.items() if s[2] is not None}
    assert {code: p.value for code, p in accepted(found).items()} == expected
    doubtful = doubts(found)
    assert {f.target for f in doubtful} == {"T08", "T09", "T10", "T11"}
    assert {f.rule for f in doubtful} == {"fraction_suspect"}
    assert "无法判断是0.565%还是56.5%" in doubtful[0].sentence


def test_fault_c11_a_percent_format_belongs_to_a_percentage() -> None:
    found = checked([row("T01", "0.6", percent_format=True)], office([target("T01")]))
    assert rules(found) == {"not_a_number"}
    assert "单元格按百分比显示，而登记的计量单位为“万元”" in found.findings[0].sentence


def test_a_small_percentage_is_believed_where_a_hundredfold_would_be_absurd() -> None:
    small = target("T01", kind="ceiling", unit="%", annual="3", timeline={"form": "constant"})
    whole = target("T02", unit="%", annual="100")
    said = [(small, "0.8", None), (small, "0.2", None), (whole, "1.2", 1)]
    assert broken_by(*said) == [set(), {"fraction_suspect"}, set()]


LATE = {"form": "window", "first": "2014-09", "last": "2014-12"}
RANGES: tuple[tuple[Said, set[str]], ...] = (
    ((level("T"), "-3%", None), {"jumped_down"}),
    ((level("T"), "-101%", None), {"below_range"}),
    ((level("T", annual="200"), "1000%", None), set()),
    ((level("T", annual="200"), "1000.0001%", None), {"above_range"}),
    ((target("T", **GROWTH), "-8%", 12), set()),
    ((target("T", **GROWTH), "-0.5%", None), set()),
    ((target("T", **GROWTH), "99%", 1), set()),
    ((target("T", **GROWTH), "100%", 1), {"jumped_up"}),
    ((target("T", **LIMIT), "-1", None), {"below_range"}),
    ((target("T", **LIMIT), "40", 50), set()),
    ((target("T", **(LIMIT | {"annual": "0"})), "3", None), set()),
    ((target("T", **REDUCTION), "-60", None), set()),
    ((target("T", **REDUCTION), "-600", None), {"jumped_up"}),
    ((level("T", unit="分"), "9.1", 90), set()),
    ((level("T", unit="分"), "9", 90), {"jumped_down"}),
    ((level("T", unit="分"), "0", 90), set()),
    ((target("T"), "0", None), set()),
    ((target("T"), "0.06", None), {"jumped_down"}),
    ((target("T"), "0.07", None), set()),
    ((target("T", timeline=LATE), "1199", None), {"over_annual"}),
    ((target("T", timeline=LATE), "1200", None), {"jumped_up", "over_annual"}),
)


def test_fault_d06_each_kind_has_its_own_range() -> None:
    """Ceilings and growth by their own rule, plans of nought without a division."""
    assert broken_by(*(said for said, _ in RANGES)) == [broken for _, broken in RANGES]


def test_a_part_of_a_ten_thousandth_does_not_make_a_jump() -> None:
    """3 ten-thousandths, one and a half times: 4.5, so that 5 is a jump and 4 is none."""
    assert (
        bounds(target("T1"), None, 3, Limits.model_validate({"jump_times": "1.5"})).jump_above == 5
    )
