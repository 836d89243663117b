"""One cause is one message: forty rows in the wrong unit, of another month, not arrived."""

from typing import Any

import pytest

from checks.intake.causes import grouped
from checks.intake.expectations import RULES
from domain.records import Finding, Place
from domain.words import Severity
from tests.checks.intake.builders import JULY, JUNE, checked, office, row, target

CODES = [f"M{n:03}" for n in range(1, 41)]
CITY = office([target(code) for code in CODES])


def found(target_code: str | None, cause: str = "是错误值，请改正", **other: Any) -> Finding:
    plain: dict[str, Any] = {
        "rule": "cell_refused",
        "severity": Severity.REJECT,
        "department": "D01",
        "period": JUNE,
        "sentence": f"{target_code}的单元格是错误值，请改正",
        "target": target_code,
        "cause": cause,
    }
    return Finding(**(plain | other))


def sentences(*findings: Finding) -> list[str]:
    return [group.sentence for group in grouped(findings)]


def test_a_whole_file_in_the_wrong_unit_is_one_message() -> None:
    rows = [row(code, "60", n, unit="元") for n, code in enumerate(CODES, 2)]
    (group,) = grouped(checked(rows, CITY).findings)
    assert (group.rule, len(group.findings)) == ("wrong_unit", 40)
    assert group.sentence == (
        "M001、M002、M003等40项：报送的计量单位为“元”，与登记的计量单位不符，请换算并写明单位后重新报送"
    )


def test_two_wrong_units_are_two_causes() -> None:
    rows = [row(code, "60", n, unit="元" if n % 2 else "亿元") for n, code in enumerate(CODES, 2)]
    groups = grouped(checked(rows, CITY).findings)
    assert [len(group.findings) for group in groups] == [20, 20]
    assert "“亿元”" in groups[0].sentence
    assert "“元”" in groups[1].sentence


def test_another_months_file_is_one_message() -> None:
    rows = [row(code, "60", n, stated_period="2014-05") for n, code in enumerate(CODES, 2)]
    (group,) = grouped(checked(rows, CITY).findings)
    assert group.sentence.endswith("等40项：所报仍为2014年5月数据，请更新到2014年6月后重新报送")


def test_rows_that_did_not_arrive_are_one_message() -> None:
    (group,) = grouped(checked([row("M001", "60")], CITY).findings)
    assert group.sentence == "M002、M003、M004等39项：未收到2014年6月的数据，请补报"


def test_one_finding_alone_says_its_own_sentence() -> None:
    rows = [row(code, "60", n) for n, code in enumerate(CODES, 2)]
    rows[7] = row(CODES[7], "-60", 9)
    (group,) = grouped(checked(rows, CITY).findings)
    assert group.sentence == group.findings[0].sentence
    assert "-60万元" in group.sentence


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "wrong_unit"},
        {"severity": Severity.NOTE},
        {"department": "D02"},
        {"period": JULY},
        {"cause": "是逻辑值，请改填"},
    ],
)
def test_what_differs_in_anything_shared_stays_apart(other: dict[str, Any]) -> None:
    assert len(grouped([found("M001"), found("M002"), found("M003", **other)])) == 2


def test_what_shares_no_cause_is_never_joined() -> None:
    assert len(grouped([found("M001", ""), found("M002", "")])) == 2


def test_groups_stand_in_the_order_they_were_found_and_lose_nothing() -> None:
    every = [found("M002"), found("M009", "", rule="row_count"), found("M001")]
    groups = grouped(every)
    assert [[f.target for f in group.findings] for group in groups] == [["M002", "M001"], ["M009"]]


def test_a_target_with_several_places_is_named_once() -> None:
    assert sentences(found("M001"), found("M001", place=Place("a.csv", row=3))) == [
        "M001（2处）：是错误值，请改正"
    ]


def test_rows_without_a_target_are_named_by_their_places() -> None:
    rows = [found(None, place=Place("a.xlsx", "六月", n, "进度")) for n in range(2, 7)]
    assert sentences(*rows) == [
        "第2行“进度”列、第3行“进度”列、第4行“进度”列等5处：是错误值，请改正"
    ]


def test_every_cause_says_what_to_do_and_cites_no_single_figure() -> None:
    of_one = {"{target}", "{code}", "{figure}", "{plain}", "{previous}", "{others}", "{problem}"}
    for rule in RULES:
        assert not any(field in rule.cause for field in of_one), rule.id
        assert rule.id == "row_count" or "请" in rule.cause or "无需" in rule.cause
