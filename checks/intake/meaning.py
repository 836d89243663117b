"""From text to Progress: what a report says, read by the kind of its target."""

import re
from fractions import Fraction

from checks.intake.cleaning import narrative
from domain.figures import FigureError, parse_figure, split_unit
from domain.records import Progress, Row
from domain.spelling import same_text
from domain.targets import Target
from domain.units import UnitEquation, conversion
from domain.words import Kind, Verdict

NONE_YET = "无"
"""A milestone report that no node is reached yet: a report, not silence."""

_BETWEEN = "[、;,]"
"""What separates node names, after NFKC has narrowed ；and ，."""


class MeaningError(ValueError):
    """The text is no progress of the target's kind; ``str(error)`` is a Chinese sentence."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


def row_progress(row: Row, target: Target) -> Progress:
    """What ``row`` reports on ``target``; its figure is not empty. Raises MeaningError."""
    text = row.figure or ""
    if not row.percent_format or _ends_in_percent(text):
        return _progress(target, _bare(row), row.decimals, _times(row, target))
    if target.unit != "%":
        sentence = f"单元格按百分比显示，而登记的计量单位为“{target.unit}”，请改正格式后重新报送"
        raise MeaningError("not_a_number", sentence)
    return _progress(target, text, row.decimals, times=100)


def converted(row: Row, target: Target) -> UnitEquation | None:
    """The declared equation by which the row's unit becomes the register's."""
    found = conversion(row.unit_equations, row.unit or "", target.unit)
    return found[0] if found else None


def _times(row: Row, target: Target) -> Fraction | int:
    found = conversion(row.unit_equations, row.unit or "", target.unit)
    return found[1] if found else 1


def _bare(row: Row) -> str:
    """The figure without the row's own unit behind it: 120.5万元 in a row in 万元."""
    number, unit = split_unit(row.figure or "")
    is_own = unit and same_text(unit) == same_text(row.unit or "")
    return number if is_own and not _ends_in_percent(unit) else row.figure or ""


def read_progress(target: Target, text: str, decimals: int | None = None) -> Progress:
    """What ``text`` says of ``target``: a figure, one of the five verdicts or the nodes reached.

    ``decimals`` is what the source's column declares. Raises MeaningError.
    """
    return _progress(target, text, decimals, times=1)


def _progress(target: Target, text: str, decimals: int | None, times: Fraction | int) -> Progress:
    match target.judged_kind:
        case Kind.MILESTONE:
            return Progress(nodes=_nodes(target, text))
        case Kind.QUALITATIVE:
            return Progress(verdict=_verdict(text))
        case _:
            return Progress(value=_figure(target, text, decimals, times))


def says_percent(row: Row) -> bool:
    """Whether the row itself shows that its figure is in per cent."""
    return bool(row.percent_format) or _ends_in_percent(row.figure or "")


def _ends_in_percent(text: str) -> bool:
    return text.strip().endswith(("%", "％"))


def _figure(target: Target, text: str, decimals: int | None, times: Fraction | int) -> int:
    try:
        return parse_figure(text, decimals, percent=target.unit == "%", times=times)
    except FigureError as error:
        raise MeaningError("not_a_number", narrative(str(error))) from error


def _verdict(text: str) -> Verdict:
    verdicts = {verdict.label: verdict for verdict in Verdict}
    plain = same_text(text)
    if plain not in verdicts:
        allowed = "、".join(verdicts)
        raise MeaningError("not_a_verdict", f"“{plain[:40]}”不是规定的结论，请填{allowed}之一")
    return verdicts[plain]


def _nodes(target: Target, text: str) -> frozenset[str]:
    """The nodes named in ``text``, matched whole: a name may itself hold a separator."""
    names = {same_text(node.name): node.name for node in target.nodes}
    plain = same_text(text)
    if plain == NONE_YET:
        return frozenset()
    name = "|".join(re.escape(known) for known in sorted(names, key=len, reverse=True))
    if not re.fullmatch(f"(?:{name})(?:{_BETWEEN}+(?:{name}))*{_BETWEEN}?", plain):
        strangers = "、".join(n for n in re.split(_BETWEEN, plain) if n not in names)
        allowed = "、".join(node.name for node in target.nodes)
        sentence = (
            f"“{strangers[:40]}”不是登记的节点，请从{allowed}中填写，均未完成的填“{NONE_YET}”"
        )
        raise MeaningError("unknown_node", sentence)
    return frozenset(names[found] for found in re.findall(name, plain))
