"""Field types of the office document: exact amounts, periods and a strict base model."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from domain.figures import FigureError, parse_figure, print_figure
from domain.period import Period


class Strict(BaseModel):
    """Frozen, and an unknown key is an error: a misspelt rule must never pass unseen."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        arbitrary_types_allowed=True,
    )


def _amount(value: object) -> int:
    """A written amount (text or integer) in ten-thousandths; floats are refused."""
    if isinstance(value, bool | float):
        raise ValueError("write the amount as text or a whole number, not as a float")
    try:
        return parse_figure(str(value))
    except FigureError as error:
        raise ValueError(str(error)) from error


def _period(value: object) -> Period:
    return value if isinstance(value, Period) else Period(str(value))


Amount = Annotated[int, BeforeValidator(_amount), PlainSerializer(print_figure)]
"""Ten-thousandths of a unit; written and stored as exact decimal text."""


def _limit(value: object) -> int | str:
    return OFF if value == OFF else _amount(value)


def _print_limit(value: int | str | None) -> str | None:
    return print_figure(value) if isinstance(value, int) else value


OFF: Literal["off"] = "off"
Limit = Annotated[int | Literal["off"], BeforeValidator(_limit), PlainSerializer(_print_limit)]
"""An amount, or the word off: there is no such limit."""

PeriodField = Annotated[Period, BeforeValidator(_period), PlainSerializer(str)]
