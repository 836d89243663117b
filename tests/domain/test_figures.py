"""The one number parser and the exact printers, against decimals."""

import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest

from domain.figures import (
    LIMIT,
    SCALE,
    FigureError,
    half_up,
    parse_figure,
    print_figure,
    print_number,
    split_unit,
)
from domain.period import Period
from domain.records import Progress
from domain.targets import Node

ROUNDS = 3_000

READ = {
    "0": "0",
    "12": "12",
    "１２": "12",
    "１２．５": "12.5",
    "12.5": "12.5",
    "+12": "12",
    "＋12": "12",
    "-3": "-3",
    "－3.5": "-3.5",
    "-0": "0",
    "007": "7",
    "1,234": "1234",
    "1，234": "1234",
    "1,234,567.8901": "1234567.8901",
    "0.0001": "0.0001",
    "  60  ": "60",
    "\u300060\u3000": "60",
    "60\n": "60",
    "99999999999999": "99999999999999",
    "12.50000000": "12.5",
}

REFUSED = (
    "",
    " ",
    "12万",
    "12万元",
    "12元",
    "12个",
    "约60",
    "60左右",
    "近60",
    "60余",
    "≥60",
    ">60",
    "60-70",
    "60～70",
    "60/100",
    "1e3",
    "1E3",
    "1_000",
    "0x1F",
    "inf",
    "Infinity",
    "-inf",
    "nan",
    "NaN",
    "null",
    "None",
    "NA",
    "N/A",
    "—",
    "-",
    "--",
    "+",
    "/",
    "无",
    "同上",
    "已完成",
    "十二",
    "１２万",
    "12.",
    ".5",
    "1.2.3",
    "1 234",
    "1,23",
    "12,34",
    "1,2345",
    ",123",
    "1,234,",
    "(12)",
    "'12",
    "=12",
    "¥12",
    "12。5",
    "12;5",
    "−12",
    "٣",
    "१२",
    "②",
    "½",
    "1²",
    "12\u200b",
    "12\x00",
    "TRUE",
    "#DIV/0!",
    "12.34567",
    "56.5%",
    "%",
    "56.5%%",
    "5 6",
    "9" * 16,
    str(LIMIT + 1),
    "1" * 5_000,
)


@pytest.mark.parametrize(("text", "plain"), READ.items())
def test_fault_a12_a_written_number_is_read_exactly(text: str, plain: str) -> None:
    assert Fraction(parse_figure(text), SCALE) == Fraction(Decimal(plain))


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_fault_a12_anything_else_is_refused_and_never_zero(text: str) -> None:
    with pytest.raises(FigureError, match="请"):
        parse_figure(text)


def test_fault_a12_a_per_cent_sign_belongs_to_per_cent() -> None:
    assert parse_figure("56.5%", percent=True) == parse_figure("56.5％", percent=True) == 565_000
    assert parse_figure("56.5 %", percent=True) == parse_figure("56.5", percent=True) == 565_000
    assert parse_figure("0.565", percent=True, times=100) == 565_000
    for text in ("56.5%%", "%", "5%6"):
        with pytest.raises(FigureError):
            parse_figure(text, percent=True)


def test_finer_values_are_rounded_only_where_the_column_declares_it() -> None:
    with pytest.raises(FigureError, match="小数超过4位"):
        parse_figure("33.333333333")
    assert parse_figure("33.333333333", 2) == 333_300
    assert parse_figure("33.335", 2) == 333_400
    assert parse_figure("-33.335", 2) == -333_400
    assert parse_figure("0.00005", 4) == 1
    assert parse_figure("0.5", 0) == SCALE
    assert parse_figure("0.56784", 2, percent=True, times=100) == 567_800


def test_reading_what_was_printed_gives_the_figure_back() -> None:
    draw = random.Random(9704)
    for _ in range(ROUNDS):
        scaled = draw.randint(-(10 ** draw.randint(1, 18)), 10 ** draw.randint(1, 18))
        assert parse_figure(print_figure(scaled)) == scaled


def test_rounding_is_half_up_by_magnitude() -> None:
    draw = random.Random(2014)
    for _ in range(ROUNDS):
        exact = Decimal(draw.randint(-(10**9), 10**9)) / 10 ** draw.randint(0, 7)
        decimals = draw.choice((0, 1, 2))
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        assert Decimal(print_number(Fraction(exact), decimals)) == rounded
        assert half_up(Fraction(exact), decimals) == Fraction(rounded) * SCALE
    assert print_number(Fraction("2.25"), 1) == "2.3"
    assert print_number(Fraction("-2.25"), 1) == "-2.3"
    assert print_number(Fraction("-0.04"), 1) == "0.0"


@pytest.mark.parametrize(
    "impostor",
    [float("nan"), float("inf"), 0.0, 12.5, np.float64(12), np.int64(12), Decimal(12), True, "12"],
    ids=repr,
)
def test_fault_d04_no_impostor_becomes_a_figure(impostor: object) -> None:
    with pytest.raises(TypeError, match="whole number of ten-thousandths"):
        Progress(value=impostor)  # type: ignore[arg-type]


def test_fault_d04_progress_is_exactly_one_thing() -> None:
    for fields in ({}, {"value": 1, "nodes": frozenset[str]()}):
        with pytest.raises(TypeError, match="exactly one"):
            Progress(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("weight", [20.0, True, float("inf"), "nan", "1e3", None])
def test_fault_d04_an_amount_of_the_register_is_written_exactly(weight: object) -> None:
    with pytest.raises(ValueError, match="weight"):
        Node.model_validate({"name": "开工", "due": Period("2014-03"), "weight": weight})
    assert Node.model_validate({"name": "开工", "due": "2014-03", "weight": "20.5"}).weight == (
        205_000
    )


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("12.5亿元", ("12.5", "亿元")),
        ("３ 个", ("３", "个")),
        ("41.3", ("41.3", "")),
        ("1,200", ("1,200", "")),
    ],
)
def test_no_part_of_a_number_is_its_unit(text: str, parted: tuple[str, str]) -> None:
    assert split_unit(text) == parted
