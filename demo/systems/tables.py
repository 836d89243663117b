"""What files and databases write alike: figures as people type them, months, heads."""

from demo.city import YEAR
from demo.shown import Line

_WIDE = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def typed(line: Line) -> str:
    """The figure as a clerk types it: thousands commas, full width, a per-cent sign, zeros."""
    figure = line.figure or ""
    if not _is_number(figure):
        return figure
    turn = (sum(map(ord, line.target)) + line.month) % 6
    if turn == 1:
        return _with_commas(figure)
    if turn == 2:
        return figure.translate(_WIDE)
    if turn == 3 and line.unit == "%":
        return f"{figure}%"
    return f"{figure}0" if turn == 4 and "." in figure and len(figure.split(".")[1]) < 4 else figure


def month_label(line: Line, style: int) -> str:
    """The month of the figure in one of three spellings."""
    return (
        f"{YEAR}-{line.month:02d}",
        f"{YEAR}年{line.month}月",
        f"{YEAR}.{line.month:02d}",
    )[style]


def _is_number(figure: str) -> bool:
    return figure.lstrip("-").replace(".", "", 1).isdecimal()


def _with_commas(figure: str) -> str:
    whole, point, part = figure.partition(".")
    return f"{int(whole):,}{point}{part}" if whole not in ("-0", "") else figure
