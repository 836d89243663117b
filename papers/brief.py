"""月督查通报: the monthly brief, circulated. It reports decisions, it does not ask for them."""

from collections.abc import Callable, Sequence

from domain.snapshot import Snapshot
from domain.words import DepartmentKind
from papers.facts import Audience, Fact, count, day, month, name_of
from papers.numbering import numeral
from papers.sections.completion import completion
from papers.sections.decided import decisions
from papers.sections.followed_up import followed_up
from papers.sections.lag import annexes, lag
from papers.sections.next_steps import requests
from papers.sections.overview import overview
from papers.sections.reporting import reporting
from papers.tree import (
    Annex,
    Block,
    Document,
    Head,
    Heading,
    Imprint,
    Items,
    Line,
    Paragraph,
    Signature,
    line,
)

Section = Callable[[Snapshot], tuple[Block, ...]]

SECTIONS: Sequence[tuple[str, Section]] = (
    ("总体情况", overview),
    ("完成情况", completion),
    ("滞后事项", lag),
    ("报送情况", reporting),
    ("上期事项办理", followed_up),
    ("督办约谈情况", decisions),
    ("下一步要求", requests),
)
"""In reading order. A section without data gives no blocks and gets no heading."""


def brief(snapshot: Snapshot, number: int | None = None) -> Document:
    """The brief of a snapshot; ``number`` is its 发文字号 of the year, None while a draft.

    Raises FactError or KeyError when something that must be printed is missing.
    """
    lists = annexes(snapshot)
    return Document(
        title=brief_title(snapshot),
        head=Head(line(office_name(snapshot), "文件"), _number(snapshot, number)),
        blocks=(
            Paragraph(line(_addressees(snapshot), "："), "addressee"),
            Paragraph(_opening(snapshot)),
            *_body(snapshot),
            *_list_of_annexes(lists),
            Signature(office_name(snapshot), line(day("made_on", snapshot.made_on))),
            *lists,
            _imprint(snapshot),
        ),
        audience=Audience.CIRCULATED,
    )


def brief_title(snapshot: Snapshot) -> Line:
    """关于某年某月目标任务完成情况的通报."""
    return line("关于", month("period", snapshot.period), "目标任务完成情况的通报")


def office_name(snapshot: Snapshot) -> Line:
    """The issuing office, as heads and signatures print it."""
    return line(name_of("office.name", snapshot.office.name))


def _number(snapshot: Snapshot, number: int | None) -> Line:
    """机关代字〔年份〕序号号, without 第 and without leading zeros."""
    if number is None:
        return line("（送审稿）")
    text = f"{snapshot.office.code_word}〔{snapshot.made_on.year}〕{number}号"
    return line(Fact("paper.number", number, text))


def _addressees(snapshot: Snapshot) -> str:
    """主送 by the kinds of departments that there are."""
    kinds = {department.kind for department in snapshot.office.departments.values()}
    lower = [kind.label for kind in DepartmentKind if kind in kinds - {DepartmentKind.DEPARTMENT}]
    return f"各{'、'.join(lower)}，各部门、单位" if lower else "各部门、单位"


def _opening(snapshot: Snapshot) -> Line:
    return line(
        "现将",
        month("period", snapshot.period),
        "目标任务完成情况通报如下。各项数据由责任单位报送、经系统校核，"
        "评判以序时进度为准，各类目标分别统计。",
    )


def _body(snapshot: Snapshot) -> list[Block]:
    filled = [(title, found) for title, section in SECTIONS if (found := section(snapshot))]
    blocks: list[Block] = []
    for place, (title, found) in enumerate(filled, 1):
        blocks += [Heading(1, line(f"{numeral(place)}、{title}")), *found]
    return blocks


def _list_of_annexes(lists: Sequence[Annex]) -> list[Block]:
    if not lists:
        return []
    numbered = [
        line("附件：" if n == 1 else "　　　", count(f"annex.{n}", n), "．", one.title)
        for n, one in enumerate(lists, 1)
    ]
    return [Items(tuple(numbered))]


def _imprint(snapshot: Snapshot) -> Imprint:
    return Imprint(
        copies=line("抄送：各分管市领导。"),
        printed_by=office_name(snapshot),
        day=line(day("made_on", snapshot.made_on), "印发"),
    )
