"""Units in an exact relation: what an equation says, both ways, and what is no equation."""

from fractions import Fraction

import pytest

from domain.units import conversion, parse_equation


@pytest.mark.parametrize(
    ("text", "stated", "wanted", "factor"),
    [
        ("10000元 = 1万元", "元", "万元", Fraction(1, 10_000)),
        ("10000元=1万元", "万元", "元", Fraction(10_000)),
        ("1元=0.0001万元", "元", "万元", Fraction(1, 10_000)),
        ("15亩=1公顷", "亩", "公顷", Fraction(1, 15)),
        ("１㎡＝1平方米", "m2", "平方米", Fraction(1)),
    ],
)
def test_an_equation_leads_both_ways(text: str, stated: str, wanted: str, factor: Fraction) -> None:
    found = conversion([parse_equation(text)], stated, wanted)
    assert found is not None
    assert found[1] == factor


def test_it_says_nothing_of_other_units() -> None:
    equations = [parse_equation("10000元=1万元")]
    assert conversion(equations, "亿元", "万元") is None
    assert conversion(equations, "元", "元") is None


@pytest.mark.parametrize(
    "text", ["", "元=万元", "1元", "1元=1元", "1=2", "1元=1万元=2", "1/3元=1角"]
)
def test_anything_else_is_no_equation(text: str) -> None:
    with pytest.raises(ValueError, match="须写作10000元=1万元"):
        parse_equation(text)


def test_nothing_is_never_something() -> None:
    with pytest.raises(ValueError, match="不能为0"):
        parse_equation("0元=1万元")
