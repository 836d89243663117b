"""Dialect ``sql``: one read-only query on the department's own database."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from sqlalchemy.engine import URL

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.columns import ColumnReading, Record, check_size, plain_cell
from connectors.sources.databases.database import Where
from connectors.sources.databases.known import database_url
from connectors.sources.json_text import Json, load
from connectors.sources.owners import our_records
from connectors.sources.placeholders import values
from connectors.sources.query import Drawn, draw
from connectors.sources.refusals import RECORDS_MISSING, blaming, body_hash, refuse
from connectors.sources.statement import one_select
from connectors.sources.tries import until_settled
from connectors.sources.unfolding import parse_targets
from connectors.sources.wall_clock import Deadline
from domain.fields import Strict
from domain.records import Body, Place
from domain.refusals import Refused
from domain.words import PullOutcome

_BODY = "query.jsonl"
_PLACE = "查询结果"


def _without_password(text: str) -> str:
    if database_url(text).password:
        raise ValueError("数据库地址中不得写口令，请把完整地址存为密钥，用url_secret填其名称")
    return text


class Address(Strict):
    """Where the database is: ``url`` without a password, or the name of the secret that has it."""

    url: Annotated[str, AfterValidator(_without_password)] | None = None
    url_secret: str | None = None
    ca_file: str | None = None
    """Whoever signed the server's certificate, a path in the office folder; then it is verified."""
    deadline_seconds: float = Field(default=60, ge=2, le=600)

    @model_validator(mode="after")
    def _one_url(self) -> "Address":
        if (self.url is None) == (self.url_secret is None):
            raise ValueError("url与url_secret须填一个，且只能填一个")
        return self


class Reading(ColumnReading):
    """``query`` may bind :period :year :month :department; ``columns`` name its result columns."""

    query: Annotated[str, AfterValidator(one_select)]


def fetch(
    address: Address, reading: Reading, asked: Asked, secret: Callable[[str], str], folder: Path
) -> Fetched:
    """The whole result as JSON lines: texts and nulls, rows in the order of target and rest."""
    where = Where(
        _url(address, secret), folder, address.ca_file, Deadline(address.deadline_seconds)
    )
    bound = values(asked)
    drawn = until_settled(lambda: draw(where, reading.query, bound), where.deadline)
    bodies = (Body(_BODY, _json_lines(drawn, reading)),)
    if drawn.trouble:
        return Fetched(drawn.trouble.outcome, bodies if drawn.rows else (), drawn.trouble.sentence)
    return Fetched(PullOutcome.OK if drawn.rows else PullOutcome.EMPTY, bodies)


def _url(address: Address, secret: Callable[[str], str]) -> URL:
    """The address of the database. Raises Refused if the secret holds none."""
    if address.url is not None:
        return database_url(address.url)
    name = address.url_secret or ""
    try:
        return database_url(secret(name).strip())
    except ValueError as error:
        raise Refused(f"密钥{name}的内容不合用：{error}") from None


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Rows of the result. Raises RefusedError if a line is not a record."""
    records = []
    for body in bodies:
        with blaming(body):
            raw_hash = body_hash(body)
            lines = _lines(body.content.decode())
            check_size(len(lines))
            for number, line in enumerate(lines, 1):
                place = Place(_PLACE, row=number)
                records.append(_record(load(line), place, raw_hash))
    reading = settings.filled(asked)
    ours = our_records(records, reading.only)
    names = (name for record in records for name in record.cells)
    return parse_targets(ours, names, reading, asked)


def _lines(text: str) -> list[str]:
    """By the line end that was written: a value may hold others, such as U+2028."""
    return text.removesuffix("\n").split("\n") if text else []


def _record(line: Json, place: Place, raw_hash: str) -> Record:
    if not isinstance(line, dict):
        raise refuse(RECORDS_MISSING, "查询结果中有一行不是记录，请重新采集", place)
    texts = {name: value if isinstance(value, str) else None for name, value in line.items()}
    return Record({name: plain_cell(text) for name, text in texts.items()}, place, raw_hash)


def _json_lines(drawn: Drawn, reading: Reading) -> bytes:
    """The same rows give the same bytes, in whatever order and collation the database sorts."""
    names = _as_declared(drawn.names, (*reading.columns.declared.values(), *reading.ignore))
    target = reading.columns.target
    first = names.index(target) if target in names else 0
    rows = sorted(
        drawn.rows,
        key=lambda row: [(value is not None, value or "") for value in (row[first], *row)],
    )
    records = (dict(zip(names, row, strict=True)) for row in rows)
    lines = (json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records)
    return "".join(f"{line}\n" for line in lines).encode()


def _as_declared(names: Sequence[str], declared: Sequence[str]) -> list[str]:
    """``names`` as they are declared: to most databases Done, done and DONE are one name."""
    lowered = [name.lower() for name in names]

    def spelt(name: str) -> str:
        alike = [each for each in declared if each.lower() == name.lower()]
        return alike[0] if len(alike) == 1 == lowered.count(name.lower()) else name

    return [spelt(name) for name in names]
