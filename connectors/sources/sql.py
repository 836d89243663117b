"""Dialect ``sql``: one read-only query on the department's SQLite or PostgreSQL database."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
from pydantic import AfterValidator, Field, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.columns import ColumnReading, Record, check_size, parse_records, plain_cell
from connectors.sources.json_text import Json, load
from connectors.sources.placeholders import NAMES, values
from connectors.sources.query import Drawn, draw
from connectors.sources.refusals import RECORDS_MISSING, blaming, body_hash, refuse
from connectors.sources.tries import until_settled
from connectors.sources.wall_clock import Deadline
from domain.fields import Strict
from domain.records import Body, Place
from domain.words import PullOutcome

_BODY = "query.jsonl"
_PLACE = "查询结果"


def _without_password(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError(
            "不是数据库地址，须如postgresql://用户@主机/库名或sqlite:///文件"
        ) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError("只支持sqlite和postgresql数据库")
    if url.password:
        raise ValueError("数据库地址中不得写口令，请把完整地址存为密钥，用url_secret填其名称")
    return text


def _one_select(query: str) -> str:
    plain = query.strip().removesuffix(";")
    if plain.split(maxsplit=1)[:1] == [] or plain.split()[0].lower() not in ("select", "with"):
        raise ValueError("只能是一条以select或with开头的查询")
    strangers = sorted(sa.text(plain).compile().params.keys() - NAMES)
    if strangers:
        raise ValueError(f"不认识的参数 :{strangers[0]}，可用 :period :year :month :department")
    return plain


class Address(Strict):
    """Where the database is: ``url`` without a password, or the name of the secret that has it."""

    url: Annotated[str, AfterValidator(_without_password)] | None = None
    url_secret: str | None = None
    deadline_seconds: float = Field(default=60, ge=2, le=600)

    @model_validator(mode="after")
    def _one_url(self) -> "Address":
        if (self.url is None) == (self.url_secret is None):
            raise ValueError("url与url_secret须填一个，且只能填一个")
        return self


class Reading(ColumnReading):
    """``query`` may bind :period :year :month :department; ``columns`` name its result columns."""

    query: Annotated[str, AfterValidator(_one_select)]


def fetch(
    address: Address, reading: Reading, asked: Asked, secret: Callable[[str], str], folder: Path
) -> Fetched:
    """The whole result as JSON lines: texts and nulls, rows in the order of target and rest."""
    deadline = Deadline(address.deadline_seconds)
    url = address.url or secret(address.url_secret or "")
    bound = values(asked)
    drawn = until_settled(lambda: draw(url, reading.query, bound, folder, deadline), deadline)
    content = _json_lines(drawn, reading.columns.target)
    bodies = (Body(_BODY, content),)
    if drawn.trouble:
        return Fetched(drawn.trouble.outcome, bodies if drawn.rows else (), drawn.trouble.sentence)
    return Fetched(PullOutcome.OK if drawn.rows else PullOutcome.EMPTY, bodies)


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
    names = (name for record in records for name in record.cells)
    return parse_records(records, names, settings, asked)


def _lines(text: str) -> list[str]:
    """By the line end that was written: a value may hold others, such as U+2028."""
    return text.removesuffix("\n").split("\n") if text else []


def _record(line: Json, place: Place, raw_hash: str) -> Record:
    if not isinstance(line, dict):
        raise refuse(RECORDS_MISSING, "查询结果中有一行不是记录，请重新采集", place)
    texts = {name: value if isinstance(value, str) else None for name, value in line.items()}
    return Record({name: plain_cell(text) for name, text in texts.items()}, place, raw_hash)


def _json_lines(drawn: Drawn, target: str) -> bytes:
    """The same rows give the same bytes, in whatever order and collation the database sorts."""
    first = drawn.names.index(target) if target in drawn.names else 0
    rows = sorted(
        drawn.rows,
        key=lambda row: [(value is not None, value or "") for value in (row[first], *row)],
    )
    records = (dict(zip(drawn.names, row, strict=True)) for row in rows)
    lines = (json.dumps(record, ensure_ascii=False, sort_keys=True) for record in records)
    return "".join(f"{line}\n" for line in lines).encode()
