"""Timelines (序时进度) of the register: the form in the target's row, the values in one of 序时."""

from typing import Any

from config.errors import Loc, OfficeError, Spot
from config.table import Line, cell, labelled
from domain.period import Period, parse_stated_month
from domain.words import Form

MONTHS = tuple(f"{number}月" for number in range(1, 13))
QUARTER_ENDS = MONTHS[2::3]
_SPELLED_OUT = (Form.SHARES, Form.AMOUNTS, Form.STEPPED)
"""Forms whose values stand in a row of 序时; the other forms need none and take none."""


def month(text: str) -> Period:
    """A month as offices write it: 2014-03, 2014年3月, 2014/3/1. Raises ValueError."""
    return parse_stated_month(text)


def read_timeline(
    line: Line, plan: Line | None, year: object, errors: list[OfficeError]
) -> dict[str, Any] | None:
    """The plain values of a target's timeline; None if it has none (or, with errors, a bad one).

    ``line`` is the target's row, ``plan`` its row of 序时 if there is one.
    """
    form = cell(line, "序时形式", labelled(Form), errors)
    if form is None:
        if plan and not line["序时形式"]:
            errors.append(plan.error("编号", "该目标未填序时形式，不应有本行"))
        return None
    if refusal := _row_refusal(line, form, plan):
        errors.append(refusal)
        return None
    return {
        "form": form,
        "first": cell(line, "时段起", month, errors),
        "last": cell(line, "时段止", month, errors),
        **(_values(form, plan, year) if plan else {}),
    }


def _row_refusal(line: Line, form: Form, plan: Line | None) -> OfficeError | None:
    if form in _SPELLED_OUT and plan is None:
        return line.error("序时形式", f"{form.label}须在序时表中逐月填写，未找到该目标的行")
    if form not in _SPELLED_OUT and plan:
        return plan.error("编号", f"{line['编号']}为{form.label}，不应有本行")
    if form is not Form.WINDOW and (line["时段起"] or line["时段止"]):
        return line.error("时段起", f"仅{Form.WINDOW.label}填写，{form.label}不填")
    if form is Form.STEPPED and plan and {m for m in MONTHS if plan[m]} != set(QUARTER_ENDS):
        return plan.error("编号", f"{form.label}须填且只填{'、'.join(QUARTER_ENDS)}")
    return None


def _values(form: Form, plan: Line, year: object) -> dict[str, Any]:
    if form is Form.STEPPED:
        return {"steps": [plan[name] for name in QUARTER_ENDS]}
    return {"values": {_period(year, name): plan[name] for name in MONTHS if plan[name]}}


def _period(year: object, name: str) -> str:
    return f"{year}-{int(name.removesuffix('月')):02d}"


def timeline_spots(loc: Loc, plan: Line, year: object) -> dict[Loc, Spot]:
    """Where the values of ``plan`` stand, for a timeline at ``loc``."""
    spots = {(*loc, "values", _period(year, name)): plan.spot(name) for name in MONTHS}
    spots |= {(*loc, "steps", place): plan.spot(name) for place, name in enumerate(QUARTER_ENDS)}
    return spots | {loc: plan.spot(plan["编号"])}
