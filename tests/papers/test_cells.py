"""Cells of one target: a plan in print stands on the same side of the figure as it was judged."""

import pytest

from domain.words import Standing
from papers import cells
from tests.papers.builders import SEPTEMBER, Arrived, Year, department, office, target


def printed(annual: str, value: str, **given: object) -> tuple[Standing, str, str]:
    """Standing, planned and actual of the only target of an office in September."""
    one = target("M001", "D01", annual=annual, unit="公里", **given)
    year = Year(office([department("D01", "交通运输局")], [one]))
    year.judge(SEPTEMBER, {"M001": Arrived(value)})
    (judgement,) = year.months[SEPTEMBER]
    planned, actual = cells.planned(one, judgement), cells.actual(one, judgement)
    return judgement.standing, planned.text, actual.text


@pytest.mark.parametrize(
    ("annual", "value", "plan"),
    [
        ("20.8333", "15", "15.62公里"),
        ("20.8444", "15.63", "15.633公里"),
        ("20.8444", "15.631", "15.633公里"),
        ("0.1111", "0.0833", "0.08333公里"),
    ],
)
def test_a_plan_that_is_missed_is_never_printed_as_met(annual: str, value: str, plan: str) -> None:
    assert printed(annual, value) == (Standing.BEHIND, plan, f"{value}公里")


def test_a_limit_that_is_passed_is_never_printed_as_kept() -> None:
    limit: dict[str, object] = {"kind": "ceiling", "timeline": {"form": "constant"}}
    assert printed("10.006", "10.01", **limit) == (Standing.BEHIND, "10.006公里", "10.01公里")


def test_a_plan_that_is_met_is_never_printed_as_missed() -> None:
    assert printed("20.8335", "15.6252") == (Standing.ON_PACE, "15.625公里", "15.6252公里")
    assert printed("20.8336", "16") == (Standing.ON_PACE, "15.63公里", "16公里")
    assert printed("20.8336", "15.6252") == (Standing.ON_PACE, "15.6252公里", "15.6252公里")
