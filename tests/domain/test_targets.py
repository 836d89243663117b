"""The parser of targets: a plan that cannot be judged by is refused where it is declared."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.period import Period
from domain.targets import Target
from domain.words import Form, Kind

MONTHS = [f"2014-{number:02d}" for number in range(1, 13)]
RISING = dict(
    zip(
        MONTHS,
        ["5", "10", "20", "30", "40", "50", "60", "70", "80", "90", "95", "100"],
        strict=True,
    )
)
NODES = [
    {"name": "开工", "due": "2014-03", "weight": "30"},
    {"name": "竣工", "due": "2014-11", "weight": "70"},
]
PLAIN = {
    "code": "M0101",
    "name": "固定资产投资",
    "department": "D01",
    "track": "municipal",
    "kind": "cumulative",
    "unit": "万元",
    "annual": "100",
    "timeline": {"form": "linear"},
}


def declared(**other: Any) -> Target:
    """A target of 100 万元 a year with what a test cares about overridden; None leaves it out."""
    return Target.model_validate({k: v for k, v in (PLAIN | other).items() if v is not None})


def plan(form: str, **other: Any) -> dict[str, Any]:
    return {"timeline": {"form": form} | other}


UNPLANNED = {"annual": None, "timeline": None, "unit": None}

BROKEN: Mapping[str, tuple[dict[str, Any], str]] = {
    "none at all": ({"timeline": None}, "needs a timeline and has none"),
    "shares fall": (plan("shares", values=RISING | {"2014-07": "45"}), "shares must not fall"),
    "shares end at 99": (plan("shares", values=RISING | {"2014-12": "99"}), "end at 100"),
    "shares end at 101": (plan("shares", values=RISING | {"2014-12": "101"}), "end at 100"),
    "shares begin below 0": (plan("shares", values=RISING | {"2014-01": "-5"}), "below 0"),
    "no shares": (plan("shares"), "must end at 100"),
    "a stray month hides the year's end": (
        plan("shares", values=RISING | {"2014-12": "95", "2015-01": "100"}),
        "of one year",
    ),
    "a quarter among the months": (plan("shares", values=RISING | {"2014-Q4": "100"}), "by month"),
    "a month misspelt": (plan("shares", values=RISING | {"2014-6": "50"}), "not a period"),
    "amounts fall": (plan("amounts", values=RISING | {"2014-07": "45"}), "must not fall"),
    "amounts stop short": (plan("amounts", values=RISING | {"2014-12": "99"}), "end at the annual"),
    "no amounts": (plan("amounts"), "end at the annual"),
    "three steps": (plan("stepped", steps=["20", "50", "100"]), "4 values"),
    "steps fall": (plan("stepped", steps=["50", "20", "75", "100"]), "must not fall"),
    "steps end at 90": (plan("stepped", steps=["20", "50", "75", "90"]), "end at 100"),
    "half a window": (plan("window", first="2014-03"), "first and last"),
    "a window backwards": (plan("window", first="2014-09", last="2014-03"), "in order"),
    "a total that is constant": (plan("constant"), "cannot run constant"),
    "growth prorated": ({"kind": "growth", "unit": "%"}, "cannot run linear"),
    "a float": (plan("stepped", steps=[20.0, 50, 75, 100]), "not as a float"),
    "weights of 90": ({"kind": "milestone", **UNPLANNED, "nodes": NODES[:1]}, "add to 100"),
    "a node twice": (
        {"kind": "milestone", **UNPLANNED, "nodes": [NODES[0], {**NODES[1], "name": "开工"}]},
        "different names",
    ),
    "a node below 0": (
        {
            "kind": "milestone",
            **UNPLANNED,
            "nodes": [{**NODES[0], "weight": "-30"}, {**NODES[1], "weight": "130"}],
        },
        "weight",
    ),
    "a verdict with a plan": ({"kind": "qualitative", "annual": None}, "takes no timeline"),
    "nodes of a total": ({"nodes": NODES}, "nodes belong to a milestone"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_fault_d07_a_plan_that_cannot_be_judged_by_is_refused(broken: str) -> None:
    fields, words = BROKEN[broken]
    with pytest.raises(ValidationError, match=words):
        declared(**fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"annual": None}, "needs an annual value"),
        ({"annual": "0"}, "above 0"),
        ({"annual": "-1"}, "above 0"),
        ({"annual": "1e3"}, "不是规范的数字"),
        ({"annual": 100.0}, "not as a float"),
        ({"kind": "level", "annual": "0"}, "other than 0"),
        ({"kind": "annual_only", "timeline": None}, "needs a base_kind"),
        ({"kind": "annual_only", "base_kind": "milestone", "timeline": None}, "needs a base_kind"),
        ({"base_kind": "level"}, "belongs to annual_only"),
        ({"kind": "rate"}, "kind"),
        ({"lag_months": 4}, "lag_months"),
        ({"target": "100"}, "target"),
    ],
)
def test_fault_d06_what_its_kind_needs_is_never_assumed(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        declared(**fields)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.CUMULATIVE, {}),
        (Kind.CUMULATIVE, plan("shares", values=RISING)),
        (Kind.CUMULATIVE, plan("amounts", values=RISING)),
        (Kind.CUMULATIVE, plan("stepped", steps=["20", "50", "75", "100"])),
        (Kind.CUMULATIVE, plan("window", first="2014-03", last="2014-Q3")),
        (Kind.LEVEL, plan("constant")),
        (Kind.LEVEL, {"unit": "%", "annual": "0"}),
        (Kind.GROWTH, {"unit": "%", **plan("constant")}),
        (Kind.GROWTH, {"unit": "%", **plan("amounts", values=dict.fromkeys(MONTHS, "-8"))}),
        (Kind.CEILING, {"annual": "0"}),
        (Kind.CEILING, {"annual": "-3", "unit": "%", **plan("constant")}),
        (Kind.MILESTONE, UNPLANNED | {"nodes": NODES}),
        (Kind.QUALITATIVE, UNPLANNED),
        (Kind.ANNUAL_ONLY, {"base_kind": "growth", "timeline": None}),
        (Kind.ONGOING, UNPLANNED),
        (Kind.UNASSIGNED, UNPLANNED),
    ],
)
def test_fault_d06_each_kind_takes_the_forms_it_can_be_judged_by(
    kind: Kind, fields: dict[str, Any]
) -> None:
    target = declared(kind=kind, **fields)
    assert target.judged_kind is (Kind.GROWTH if kind is Kind.ANNUAL_ONLY else kind)
    assert Target.model_validate_json(target.model_dump_json()) == target


def test_amounts_are_exact_ten_thousandths() -> None:
    target = declared(annual="123456789012.3456", **plan("stepped", steps=["0.0001", 50, 75, 100]))
    assert target.annual == 1_234_567_890_123_456
    assert target.timeline is not None
    assert target.timeline.steps == (1, 500_000, 750_000, 1_000_000)
    assert target.timeline.form is Form.STEPPED


def test_a_target_stands_from_and_to_its_days() -> None:
    target = declared(**{"from": date(2014, 4, 30), "to": date(2014, 8, 30)})
    standing = [m for m in MONTHS if target.is_valid_in(Period(m))]
    assert standing == ["2014-04", "2014-05", "2014-06", "2014-07"]


def test_a_lagging_target_owes_an_earlier_month() -> None:
    assert declared(lag_months=2).figure_period(Period("2014-02")) == Period("2013-12")
    assert declared().figure_period(Period("2014-02")) == Period("2014-02")
