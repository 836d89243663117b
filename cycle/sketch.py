"""Sketch a source (草拟数据源): a first draft of a department's file, after a sample."""

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from config.known import Known
from connectors.sources.file_names import CAP_BYTES
from connectors.sources.refusals import RefusedError
from connectors.sources.sketch.register import Register, Registered
from connectors.sources.sketch.sketch import Sketch, sketch
from connectors.sources.sketch.website import Asking, sampled
from domain.figures import SCALE
from domain.period import Period
from domain.refusals import Refused
from domain.words import Kind

_NOT_REPORTED = (Kind.ONGOING, Kind.UNASSIGNED)


def sketch_source(
    where: str,
    known: Known | None,
    department: str,
    period: Period | None,
    now: datetime,
    *,
    headers: Mapping[str, str],
    secret: Callable[[str], str],
) -> Sketch:
    """A draft for the file or address ``where``; ``headers`` are NAMES of secrets by header.

    Raises Refused where nothing can be had of it.
    """
    register, head = register_of(known, department), _head(known, department)
    otherwise = Period.month_of(now.year, now.month).plus(-1)
    asking = None
    if "://" in where:
        values = {name: secret(key) for name, key in headers.items()}
        asking = Asking(where, values, headers)
        try:
            content, name = sampled(asking), "answer"
        except RefusedError as error:
            raise Refused(error.refusal.sentence) from None
    else:
        content, name = _read(Path(where)), Path(where).name
    return sketch(content, name, register, head, given=period, otherwise=otherwise, asking=asking)


def register_of(known: Known | None, department: str) -> Register:
    """What the office knows; nothing without one."""
    if known is None:
        return Register(department=department)
    targets = {
        code: Registered(
            code,
            target.name,
            target.department,
            target.unit,
            None if target.annual is None else Fraction(target.annual, SCALE),
        )
        for code, target in known.targets.items()
        if target.kind not in _NOT_REPORTED
    }
    names = {code: each.name for code, each in known.departments.items()}
    return Register(targets, names, department)


def _head(known: Known | None, department: str) -> dict[str, Any]:
    there = known.departments.get(department) if known else None
    return {
        "code": department or "CODE",
        "name": there.name if there else "NAME",
        "city_leader": there.city_leader if there else "L1",
    }


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise Refused(f"没有文件{path}")
    if path.stat().st_size > CAP_BYTES:
        raise Refused(f"文件{path}超过20MB上限，请取其中一部分作样本")
    return path.read_bytes()
