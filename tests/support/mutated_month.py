"""A month whose every answer is a mutant, through parsing, intake and judging: what becomes of it.

One department for each mutant, each with targets on pace in May and in June, so that one batch of
the intake takes hundreds of them. Whoever is behind in the end was made so by the mutation.
"""

import io
import json
import random
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import openpyxl

from checks.case import Case, Rules
from checks.intake import Checked, check
from checks.judging import judge
from checks.lamps import PRESETS
from connectors.sources.door import Asked, Parsed, parse
from domain.figures import SCALE
from domain.office import Office
from domain.period import Period
from domain.records import Body, Finding, Progress, Report
from domain.words import Basis, Severity, Standing
from tests.support.mutants import ALTERED, BROKEN, mutant

MAY, JUNE = Period("2014-05"), Period("2014-06")
TARGETS = 5
_PLANNED_IN_MAY, _ANNUAL = 500, 1_200
"""万元: linear, so 600 are planned in June."""
_TO_MAY = tuple(_PLANNED_IN_MAY + 17 * n for n in range(TARGETS))
_TO_JUNE = tuple(f"{612 + 18 * n}.{n + 1}" for n in range(TARGETS))
_UNREADABLE = "数据无法读取（"
"""How the door's last resort begins: the reader itself had no answer."""

Lines = Sequence[tuple[str, str]]
"""(code, figure) of one department."""


def _json(lines: Lines) -> bytes:
    rows = [{"code": code, "value": figure, "unit": "万元"} for code, figure in lines]
    whole = {"month": str(JUNE), "total": len(rows), "rows": rows}
    return json.dumps(whole, ensure_ascii=False).encode()


def _csv(lines: Lines) -> bytes:
    rows = [f"{code},{figure},万元,{JUNE}" for code, figure in lines]
    return "\n".join(["编号,完成,单位,月份", *rows, ""]).encode()


def _xlsx(lines: Lines) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("编号", "完成", "单位", "月份"))
    for code, figure in lines:
        sheet.append((code, float(figure), "万元", str(JUNE)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(body: bytes, dice: random.Random) -> bytes:
    return mutant(body, dice, ALTERED)


def _packed(body: bytes, dice: random.Random) -> bytes:
    """Half of them broken outside; half in one part inside, under a checksum that is right."""
    if dice.random() < 0.5:
        return mutant(body, dice, BROKEN)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        parts = [name for name in old.namelist() if "sheet1" in name or "shared" in name]
        chosen = dice.choice(parts or old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutant(part, dice, ALTERED) if name == chosen else part)
    return out.getvalue()


@dataclass(frozen=True)
class Format:
    """How the departments of one fuzz hand in their figures."""

    dialect: str
    reading: Mapping[str, Any]
    write: Callable[[Lines], bytes]
    break_: Callable[[bytes, random.Random], bytes]


_TABLE = {"target": "编号", "figure": "完成", "unit": "单位", "period": "月份"}
FORMATS = {
    "JSON": Format(
        "rest",
        {
            "columns": {"target": "code", "figure": "value", "unit": "unit"},
            "records": "rows",
            "total": "total",
            "stated_period": "month",
        },
        _json,
        _plain,
    ),
    "CSV": Format("csv", {"file": "a.csv", "columns": _TABLE}, _csv, _plain),
    "xlsx": Format("workbook", {"file": "a.xlsx", "columns": _TABLE}, _xlsx, _packed),
}


@dataclass(frozen=True)
class Fate:
    """What became of one mutant. ``word`` is one of ``FATES``."""

    word: str
    parse_seconds: float
    last_resort: bool
    body: bytes


FATES = ("as sent", "refused", "in part", "other figure", "behind, told", "behind, unseen")
"""As sent; nothing taken; some rows refused, missing or noted, the rest as sent; another figure
taken that nothing speaks of, still on pace; behind, with a finding on that target; without one."""


def mutated_month(kind: str, count: int, seed: int) -> list[Fate]:
    """The fates of ``count`` mutants of one format, the same ones for the same ``seed``."""
    how, dice = FORMATS[kind], random.Random(f"{kind} {seed}")
    office = _office(how, count)
    sent = {code: _lines(code) for code in office.departments}
    bodies = {code: how.break_(how.write(lines), dice) for code, lines in sent.items()}
    parsed = {code: _timed(how, code, body) for code, body in bodies.items()}
    answers = [answer for _, answer in parsed.values()]
    found = check(
        [row for answer in answers for row in answer.rows],
        [finding for answer in answers for finding in answer.findings],
        office,
        JUNE,
        dict(_may(office)),
        frozenset(),
    )
    words = dict(_words(office, sent, found))
    return [
        Fate(words[code], seconds, _is_last_resort(answer), bodies[code])
        for code, (seconds, answer) in parsed.items()
    ]


def _office(how: Format, count: int) -> Office:
    departments = [f"D{number:04}" for number in range(count)]
    plain = {"kind": "cumulative", "unit": "万元", "annual": str(_ANNUAL), "track": "municipal"}
    targets = {
        code: {
            "code": code,
            "name": "固定资产投资",
            "department": department,
            "timeline": {"form": "linear"},
            **plain,
        }
        for department in departments
        for code, _ in _lines(department)
    }
    reading = {"dialect": how.dialect, "reading": dict(how.reading), "city_leader": "L1"}
    return Office.model_validate(
        {
            "name": "示范市效能办",
            "code_word": "示效能",
            "duty_phone": "0",
            "year": JUNE.year,
            "lamps": {"银川": PRESETS["银川"]},
            "tracks": {"municipal": {"label": "市级", "lamps": "银川"}},
            "departments": {d: {"code": d, "name": f"{d}局", **reading} for d in departments},
            "targets": targets,
        }
    )


def _lines(department: str) -> Lines:
    return [(f"{department}-{n}", figure) for n, figure in enumerate(_TO_JUNE)]


def _may(office: Office) -> Iterator[tuple[str, Report]]:
    known_at = datetime(2014, 6, 9, tzinfo=UTC)
    for target in office.targets.values():
        progress = Progress(value=_TO_MAY[int(target.code[-1])] * SCALE)
        report = Report(target.code, MAY, progress, Basis.PULLED, target.department, known_at)
        yield target.code, report


def _timed(how: Format, department: str, body: bytes) -> tuple[float, Parsed]:
    start = time.perf_counter()
    answer = parse(how.dialect, how.reading, [Body("a", body)], Asked(department, JUNE))
    return time.perf_counter() - start, answer


def _is_last_resort(answer: Parsed) -> bool:
    return any(found.sentence.startswith(_UNREADABLE) for found in answer.findings)


def _words(office: Office, sent: Mapping[str, Lines], found: Checked) -> Iterator[tuple[str, str]]:
    taken = {one.target.code: one.progress for one in found.accepted}
    spoken = {(one.department, one.target) for one in found.findings}
    behind = set(_behind(office, taken, found.findings))
    for department, lines in sent.items():
        own = [code for code, _ in lines]
        true = {code: _figure(figure) for code, figure in lines}
        same = [code for code in own if taken.get(code) == Progress(value=true[code])]
        silent = [code for code in own if (department, code) not in spoken]
        if late := behind.intersection(own):
            yield department, "behind, unseen" if late.intersection(silent) else "behind, told"
        elif {*silent} & ({*taken} - {*same}):
            yield department, "other figure"
        elif len(same) == len(own):
            yield department, "as sent"
        else:
            yield department, "in part" if taken.keys() & {*own} else "refused"


def _figure(text: str) -> int:
    whole, _, tenths = text.partition(".")
    return int(whole) * SCALE + int(tenths) * SCALE // 10


def _behind(
    office: Office, taken: Mapping[str, Progress], findings: Sequence[Finding]
) -> Iterator[str]:
    rejected = {f.target for f in findings if f.severity is Severity.REJECT}
    for code, progress in taken.items():
        target = office.targets[code]
        rules = Rules.of(office, target)
        case = Case(target, rules, JUNE, progress, report=1, rejected=code in rejected)
        if judge(case).standing is Standing.BEHIND:
            yield code
