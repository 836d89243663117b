"""Names that must resolve across the files of an office folder.

Names are looked up in lists: a list or mapping written where a name belongs cannot be hashed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from config.departments import Departments
from config.errors import OfficeError, Part, error_at
from config.people import FILE
from config.table import Line
from config.timelines import MONTHS
from domain.records import Person
from domain.units import UNIT_WORDS, conversion, parse_equation
from domain.words import Form, Role

Terms = Sequence[tuple[Line, Person | None]]


def office_references(whole: Part, departments: Departments) -> list[OfficeError]:
    """Tracks, lamps and departments that are named but not there; months without a plan.

    Works on plain values, so that it speaks even when other values are wrong.
    """
    errors = [] if departments.unread else _unknown_departments(whole)
    return [
        *errors,
        *_unknown_tracks(whole),
        *_unknown_lamps(whole),
        *_unknown_units(whole),
        *_unplanned_months(whole),
    ]


def _unknown_departments(whole: Part) -> list[OfficeError]:
    known = whole.data["departments"]
    return [
        error_at(whole.spots, ("targets", code, column), f"没有编号为{named}的单位")
        for code, target in whole.data["targets"].items()
        for column, names in _departments_of(target)
        for named in names
        if named not in known
    ]


def _departments_of(target: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [("department", [target["department"]]), ("supporting", target["supporting"])]


def _unknown_tracks(whole: Part) -> list[OfficeError]:
    tracks = whole.data.get("tracks")
    if not isinstance(tracks, dict):
        return []
    return [
        error_at(whole.spots, ("targets", code, "track"), f"没有名为{target['track']}的轨道")
        for code, target in whole.data["targets"].items()
        if target["track"] not in tracks
    ]


def _unknown_lamps(whole: Part) -> list[OfficeError]:
    lamps, tracks = whole.data.get("lamps"), whole.data.get("tracks")
    if not isinstance(lamps, dict) or not isinstance(tracks, dict):
        return []
    return [
        error_at(whole.spots, ("tracks", name, "lamps"), f"没有名为{track['lamps']}的亮灯规则")
        for name, track in tracks.items()
        if isinstance(track, dict) and track.get("lamps", "") not in [*lamps, ""]
    ]


def _unknown_units(whole: Part) -> list[OfficeError]:
    """A unit declared for a whole source in which none of the department's targets is counted.

    Every row of such a source would be rejected each month.
    """
    return [
        error_at(
            whole.spots,
            ("departments", code, "source", "reading", "unit"),
            f"{code}没有以“{unit}”计量的目标",
        )
        for code, department in whole.data["departments"].items()
        if (unit := department["reading"].get("unit")) not in [None, *UNIT_WORDS]
        and not any(
            _leads_to(department["reading"], target["unit"])
            for target in whole.data["targets"].values()
            if target["department"] == code
        )
    ]


def _leads_to(reading: Mapping[str, Any], unit: str | None) -> bool:
    """Whether figures in the unit of a whole source are, or are converted to, ones in ``unit``."""
    if reading["unit"] == unit:
        return True
    try:
        equations = [parse_equation(text) for text in reading.get("units", ())]
    except (TypeError, ValueError):  # told by the settings of the source
        return True
    return unit is not None and conversion(equations, reading["unit"], unit) is not None


def _unplanned_months(whole: Part) -> list[OfficeError]:
    """An explicit timeline must speak for every judged month."""
    first = whole.data.get("first_judged_month", 2)
    judged = MONTHS[first - 1 :] if isinstance(first, int) else ()
    errors = []
    for code, target in whole.data["targets"].items():
        timeline = target["timeline"] or {}
        if timeline.get("form") not in (Form.SHARES, Form.AMOUNTS):
            continue
        written = {int(period[-2:]) for period in timeline["values"]}
        if missing := [name for name in judged if int(name.removesuffix("月")) not in written]:
            sentence = f"缺少{'、'.join(missing)}的计划"
            errors.append(error_at(whole.spots, ("targets", code, "timeline"), sentence))
    return errors


def people_references(terms: Terms, departments: Departments) -> list[OfficeError]:
    """Units that people name and departments that lack a head, a liaison or a city leader.

    Looks at the cells as they are written: a bad date makes nobody disappear.
    """
    if departments.unread or not terms:
        return []
    known = departments.part.data["departments"]
    strangers = [
        line.error("单位编号", f"没有编号为{line['单位编号']}的单位")
        for line, _ in terms
        if line["单位编号"] and line["单位编号"] not in known
    ]
    held = {(role, line["单位编号"]) for line, _ in terms for role in _roles(line)}
    leaders = [line["人员编号"] for line, _ in terms if line["角色"] == Role.CITY_LEADER.label]
    return [*strangers, *_unstaffed(departments, held), *_leaderless(departments, leaders)]


def _roles(line: Line) -> tuple[str, ...]:
    """The role written in a row of people; a misspelt one may have been any."""
    every = tuple(role.label for role in Role)
    return (line["角色"],) if line["角色"] in every else every


def _unstaffed(departments: Departments, held: set[tuple[str, str]]) -> list[OfficeError]:
    return [
        error_at(
            departments.part.spots,
            ("departments", code, "code"),
            f"{FILE}中没有{code}的{role.label}",
        )
        for code in departments.part.data["departments"]
        for role in (Role.HEAD, Role.LIAISON)
        if (role.label, code) not in held
    ]


def _leaderless(departments: Departments, leaders: Sequence[str]) -> list[OfficeError]:
    return [
        error_at(
            departments.part.spots,
            ("departments", code, "city_leader"),
            f"{FILE}中没有编号为{named}的{Role.CITY_LEADER.label}",
        )
        for code, department in departments.part.data["departments"].items()
        if (named := department.get("city_leader")) and named not in leaders
    ]


def distribution_references(read: Part, terms: Terms) -> list[OfficeError]:
    """Keys of the distribution list that name nobody, or somebody without a mail address."""
    reachable = [line["人员编号"] for line, _ in terms if line["邮箱"]]
    return [
        error_at(read.spots, (paper, place), f"{FILE}中没有编号为{key}且有邮箱的人员")
        for paper, keys in read.data.items()
        if isinstance(keys, list) and terms
        for place, key in enumerate(keys)
        if key not in reachable
    ]
