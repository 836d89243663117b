"""Exact figures: an integer count of ten-thousandths of the unit. No float ever enters here."""

import re
from fractions import Fraction

SCALE = 10_000
"""A figure of 1 unit is stored as 10,000."""

DECIMALS = 4
LIMIT = 10**14
"""Whole units a figure may reach; beyond it the text is rejected, not the run."""

_PLAIN = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(?P<part>\d+))?", re.ASCII
)
_NUMBER_AND_UNIT = re.compile(r"\s*([-+.,0-9０-９．－＋，]+)\s*([^-+.,\d\s．－＋，].*)", re.DOTALL)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，％", "0123456789.-+,%")
_LONGEST = 40
_NOTHING = frozenset("-－–—―/／、") | {"——", "--", "无", "〇"}
"""What people write where they mean zero, or that they do not know: it could be either."""


class FigureError(ValueError):
    """The text is not one exact number; ``str(error)`` is a Chinese sentence for the department."""


def parse_figure(
    text: str, decimals: int | None = None, *, percent: bool = False, times: Fraction | int = 1
) -> int:
    """The one number parser: a whitelist, exact, nothing guessed.

    Accepts an optional sign, digits, correct thousands commas and a decimal point, in half or
    full width; a trailing ``%`` only where the unit is % (``percent``). More than four decimals
    are rejected unless the column declares ``decimals``: then the figure is rounded half up.
    ``times`` is what the number is multiplied by: 100 where a source stores 0.565 and shows 56.5%,
    or what turns its unit into that of the register.
    Returns ten-thousandths of the unit. Raises FigureError.
    """
    exact = parse_exact(text, percent=percent) * times
    if decimals is None and (exact * SCALE).denominator != 1:
        said = f"“{text[:_LONGEST]}”{'' if times == 1 else '换算后'}"
        raise FigureError(f"{said}的小数超过{DECIMALS}位，请按规定位数填报")
    return half_up(exact, DECIMALS if decimals is None else min(decimals, DECIMALS))


def parse_exact(text: str, *, percent: bool = False) -> Fraction:
    """The number in ``text``, in units, with all its decimals. Raises FigureError."""
    plain = text.strip().translate(_FULL_WIDTH)
    if plain.endswith("%") and percent:
        plain = plain[:-1].rstrip()
    found = _PLAIN.fullmatch(plain) if len(plain) <= _LONGEST else None
    if plain in _NOTHING:
        raise FigureError(f"“{plain}”分不清是零还是没有数据，没有发生的请填0，没有数据的请留空")
    if not found:
        raise FigureError(f"“{text[:_LONGEST]}”不是规范的数字，请只填阿拉伯数字，不带单位和文字")
    part = found["part"] or ""
    whole = int(found["whole"].replace(",", ""))
    if whole > LIMIT:
        raise FigureError(f"“{text[:_LONGEST]}”超出可登记的范围，请核对计量单位")
    exact = Fraction(int(f"{whole}{part}"), 10 ** len(part))
    return -exact if found["sign"] == "-" else exact


def split_unit(text: str) -> tuple[str, str]:
    """The number and what follows it in ``text`` (120.5万元); nothing is held back as a remark.

    The unit is empty where the text is no number with something behind it.
    """
    found = _NUMBER_AND_UNIT.fullmatch(text)
    return (found[1], found[2].strip()) if found else (text, "")


def half_up(value: Fraction, decimals: int) -> int:
    """``value`` (in units) rounded half up by magnitude to ``decimals``, in ten-thousandths."""
    step: int = 10**decimals
    rounded = (abs(value) * step * 2 + 1) // 2
    scaled = rounded * SCALE // step
    return scaled if value >= 0 else -scaled


def print_number(value: Fraction | int, decimals: int) -> str:
    """Print units with exactly ``decimals`` decimals, half up by magnitude (−2.25 → −2.3)."""
    step: int = 10**decimals
    over, under = value.numerator, value.denominator
    rounded = (abs(over) * step * 2 + under) // (2 * under)
    whole, part = divmod(rounded, step)
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def print_figure(scaled: int | Fraction) -> str:
    """A figure as it was reported: up to four decimals, no trailing zeros, no rounding needed."""
    text = print_number(Fraction(scaled) / SCALE, DECIMALS)
    return text.rstrip("0").rstrip(".")
