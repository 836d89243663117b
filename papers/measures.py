"""督办措施 in sentences: what is done to whom, by measure."""

from collections.abc import Mapping

from domain.words import Measure
from papers.facts import Fact
from papers.tree import Line, line

_ACTS: Mapping[Measure, tuple[str, str]] = {
    Measure.REMIND: ("提醒", ""),
    Measure.URGE: ("催办", ""),
    Measure.RECTIFY: ("责成", "整改"),
    Measure.SUPERVISE: ("对", "予以督办"),
    Measure.INTERNAL_TALK: ("由", "主要负责人对责任人进行内部约谈"),
    Measure.CIRCULATE: ("对", "予以通报批评"),
    Measure.INTERVIEW: ("约谈", "主要负责人"),
    Measure.EXPOSE: ("对", "予以曝光"),
    Measure.ACCOUNTABILITY: ("对", "提出问责建议"),
}


def acts_on(measure: Measure, department: Fact) -> Line:
    """The measure with its object: 约谈某局主要负责人."""
    before, after = _ACTS[measure]
    return line(before, department, after)
