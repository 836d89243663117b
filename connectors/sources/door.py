"""The one door to the sources: settings, fetch, parse, for every dialect alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from pydantic import BaseModel, ValidationError

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.drift import changed
from connectors.sources.handed_in import superseded
from connectors.sources.refusals import UNREADABLE, Refusal, RefusedError, body_hash
from domain.fields import Strict
from domain.records import Body, Finding, Place
from domain.refusals import Refused
from domain.words import PullOutcome

__all__ = [
    "DIALECTS",
    "Asked",
    "Fetched",
    "Parsed",
    "Way",
    "body_hash",
    "changed",
    "fetch",
    "parse",
    "settings_errors",
    "superseded",
    "way_to",
]

DIALECTS = {
    "rest": "connectors.sources.rest",
    "sql": "connectors.sources.sql",
    "workbook": "connectors.sources.workbook",
    "csv": "connectors.sources.csv_file",
    "form": "connectors.sources.form",
}
"""A new dialect is a module with the five names of ``Dialect``, and its line here."""

RETURNED = ("workbook", "form")
"""Dialects whose files are workbooks: their modules hold ``locate`` too."""

_SENTENCES = {
    "missing": "缺少必填项",
    "extra_forbidden": "不认识的设置项，请核对拼写",
    "string_type": "须为文本",
    "int_type": "须为整数",
    "literal_error": "不在允许的取值之内：{expected}",
    "union_tag_invalid": "不在允许的种类之内：{expected_tags}",
    "union_tag_not_found": "缺少种类（kind）",
}


class Dialect(Protocol):
    """What a dialect's module holds. It is imported when first used: some load heavy libraries."""

    Address: type[BaseModel]
    Reading: type[Strict]

    def fetch(
        self, address: Any, reading: Any, asked: Asked, secret: Callable[[str], str], folder: Path
    ) -> Fetched:
        """The bytes of one pull."""

    def parse(self, reading: Any, bodies: Sequence[Body], asked: Asked) -> Parsed:
        """Rows and findings. Raises RefusedError where nothing may be read."""


def settings_errors(
    dialect: str, address: Mapping[str, Any], reading: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Every error of a department's source settings as (dotted key, Chinese sentence)."""
    if dialect not in DIALECTS:
        return [("dialect", f"没有“{dialect}”这种数据源，可用：{'、'.join(DIALECTS)}")]
    known = _dialect(dialect)
    return [
        *_errors("address", known.Address, address),
        *_errors("reading", known.Reading, reading),
    ]


@dataclass(frozen=True, slots=True)
class Way:
    """How a source is reached, without where: sql, folder, mailbox, https …, and its deadline."""

    kind: str
    deadline_seconds: float | None


def way_to(dialect: str, address: Mapping[str, Any]) -> Way:
    """The way that ``address`` names; nothing of it is shown that could be a secret."""
    known = _dialect(dialect).Address.model_validate(address)
    known = getattr(known, "root", known)  # of several ways in, the one that was chosen
    deadline = getattr(known, "deadline_seconds", None)
    kinds = (kind for kind in ("mailbox", "folder") if getattr(known, kind, None))
    scheme = str(getattr(known, "url", "")).partition(":")[0]
    return Way("sql" if dialect == "sql" else next(kinds, scheme), deadline)


def fetch(  # noqa: PLR0917 the order in which every dialect takes them
    dialect: str,
    address: Mapping[str, Any],
    reading: Mapping[str, Any],
    asked: Asked,
    secret: Callable[[str], str],
    folder: Path,
) -> Fetched:
    """Pull one department; relative paths are taken from ``folder``, the office folder.

    Whatever the other side does is an outcome. Raises pydantic.ValidationError for settings
    that ``settings_errors`` would have named.
    """
    known = _dialect(dialect)
    where, how = known.Address.model_validate(address), known.Reading.model_validate(reading)
    try:
        return known.fetch(where, how, asked, secret, folder)
    except Refused as refusal:  # a secret that is not set: the sentence names it, not its value
        return Fetched(PullOutcome.FAULT, error=f"采集未能进行：{refusal}")
    except Exception as error:  # noqa: BLE001 one source must never stop the other eighty-nine
        # Only the kind is told: the text of an exception may hold an address or a secret.
        return Fetched(PullOutcome.FAULT, error=f"采集未能进行（{type(error).__name__}）")


def parse(dialect: str, reading: Mapping[str, Any], bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Read bodies, in the order in which they were fetched. Pure; bad bytes become findings."""
    known = _dialect(dialect)
    try:
        return known.parse(known.Reading.model_validate(reading), bodies, asked)
    except RefusedError as error:
        return Parsed((), (error.refusal.finding(asked),), error.columns)
    except Exception as error:  # noqa: BLE001 bad bytes must never stop the batch
        refusal = _unreadable(error, bodies)
        return Parsed((), (refusal.finding(asked),))


def returned(
    dialect: str,
    reading: Mapping[str, Any],
    body: Body,
    findings: Sequence[Finding],
    asked: Asked,
) -> Body | None:
    """The workbook as it goes back: an xlsx with ``findings`` marked, in which nothing computes.

    None for a dialect whose files are no workbooks, and for a file that cannot be opened.
    """
    if dialect not in RETURNED:
        return None
    known = import_module(DIALECTS[dialect])
    settings = known.Reading.model_validate(reading)
    marks = import_module("connectors.sources.marks")
    try:
        back: Body | None = marks.returned(
            body, findings, lambda: known.locate(settings, body, asked)
        )
    except Exception:  # noqa: BLE001 one workbook must never stop the letters to all the others
        return None
    return back


def _unreadable(error: Exception, bodies: Sequence[Body]) -> Refusal:
    first = bodies[0] if bodies else Body("", b"")
    return Refusal(
        UNREADABLE,
        f"数据无法读取（{type(error).__name__}），请核对文件或接口是否完好后重新报送",
        place=Place(first.name),
        raw_hash=body_hash(first),
    )


def _dialect(name: str) -> Dialect:
    return cast("Dialect", import_module(DIALECTS[name]))


def _errors(
    part: str, model: type[BaseModel], settings: Mapping[str, Any]
) -> list[tuple[str, str]]:
    try:
        model.model_validate(settings)
    except ValidationError as invalid:
        return [_sentence(part, settings, dict(error)) for error in invalid.errors()]
    return []


def _sentence(part: str, settings: Mapping[str, Any], error: Mapping[str, Any]) -> tuple[str, str]:
    key = ".".join([part, *_steps(settings, error)])
    if error["type"] == "value_error":
        return key, str(error["ctx"]["error"])
    template = _SENTENCES.get(error["type"], "填写不正确（{msg}）")
    return key, template.format(msg=error["msg"], **error.get("ctx", {}))


def _steps(settings: Any, error: Mapping[str, Any]) -> Iterator[str]:
    """The way to what is wrong as it is written: pydantic adds the names of kinds to it."""
    way = error["loc"]
    for n, step in enumerate(way, 1):
        if isinstance(settings, Mapping) and step == settings.get("kind") and n < len(way):
            continue
        if _has(settings, step):
            settings = settings[step]
        elif isinstance(settings, Mapping) and not (n == len(way) and error["type"] == "missing"):
            continue
        yield str(step)


def _has(settings: Any, step: Any) -> bool:
    if isinstance(settings, Mapping):
        return step in settings
    return isinstance(settings, list | tuple) and isinstance(step, int)
