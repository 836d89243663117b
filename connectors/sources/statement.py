"""The one query of a department's settings: told apart from what only looks like SQL."""

import re
from typing import Any

import sqlalchemy as sa

from connectors.sources.placeholders import NAMES

_QUIET = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | --[^\n]* | /\*.*?\*/""",
    re.VERBOSE | re.DOTALL,
)
"""Texts, quoted names and comments: in there a colon, a semicolon and a word mean nothing."""


def one_select(query: str) -> str:
    """``query`` without its last semicolon. Raises ValueError unless it is one select."""
    heard = _QUIET.sub(lambda quiet: " " * len(quiet[0]), query)
    plain, _, after = heard.partition(";")
    if (plain.split() or [""])[0].lower() not in ("select", "with"):
        raise ValueError("只能是一条以select或with开头的查询")
    if after.strip("; \t\r\n"):
        raise ValueError("只能是一条查询，分号之后不得再有内容")
    strangers = sorted(statement(query).compile().params.keys() - NAMES)
    if strangers:
        raise ValueError(f"不认识的参数 :{strangers[0]}，可用 :period :year :month :department")
    return query[: len(plain)].strip()


def statement(query: str) -> sa.TextClause:
    """``query`` with its parameters, such as :period; a colon in a text is only a colon."""
    return sa.text(_QUIET.sub(lambda quiet: quiet[0].replace(":", "\\:"), query))


def everything(query: str) -> sa.Select[Any]:
    """The columns of the result, without its rows."""
    all_columns: sa.ColumnElement[Any] = sa.literal_column("*")
    return sa.select(all_columns).select_from(answer(query, ())).where(sa.text("1 = 0"))


def answer(query: str, names: tuple[sa.quoted_name, ...]) -> sa.Subquery:
    """``query`` as a table of columns ``names``."""
    # The line end closes a comment in which the query may end.
    return statement(f"{query}\n").columns(*(sa.column(name) for name in names)).subquery("answer")
