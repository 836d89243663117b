"""报送回执 / 退回更正: what came and what is to be put right. It judges nothing, is no measure."""

from collections.abc import Sequence
from datetime import datetime

from domain.local_time import SHANGHAI
from domain.snapshot import Arrived, ReceiptCase, Remark
from domain.words import MessageKind
from papers import cells
from papers.facts import Audience, Fact, count, day, month
from papers.to_department import addressee, contact, private, signed
from papers.tree import (
    Block,
    Column,
    Document,
    Heading,
    Items,
    Line,
    Paragraph,
    Table,
    joined,
    line,
)

MOST = 20
"""Remarks that a letter lists; the marked workbook lists all of them."""


def receipt(case: ReceiptCase) -> Document:
    """The letter: a receipt, or a return where nothing arrived just now."""
    kind = MessageKind.RECEIPT if case.arrived else MessageKind.RETURNED
    return Document(
        title=line(f"{kind.label}：", month("period", case.period), "目标任务进度"),
        blocks=(
            Paragraph(line(_BANNERS[kind]), "banner"),
            Paragraph(
                addressee(case.office, case.department, case.addressee, case.addressee_title),
                "addressee",
            ),
            *(_arrived(case.arrived) if case.arrived else _returned(case)),
            *_remarks("refusal", "退回更正的内容", case.refusals),
            *_remarks("note", "请核对或补报的内容", case.notes),
            *(_unreported(case, case.arrived) if case.arrived else ()),
            *_asked(case),
            contact(case.office, case.officer),
            signed(case.office, case.made_on),
        ),
        audience=Audience.DEPARTMENT,
    )


_NO_MEASURE = "不作评判，不是督办措施，不作为考核或问责依据。"
_BANNERS = {
    MessageKind.RECEIPT: f"本件为报送回执，只说明数据收到和校验的情况，{_NO_MEASURE}",
    MessageKind.RETURNED: f"本件只请更正数据，{_NO_MEASURE}",
}


def _arrived(arrived: Arrived) -> list[Block]:
    files = joined([private(f"file.{n}", name) for n, name in enumerate(arrived.files)])
    counted = line(
        "应报",
        count("asked", arrived.asked),
        "项，本次采纳",
        count("accepted", arrived.accepted),
        "项、退回",
        count("refused", arrived.refused),
        *(("项；此前已采纳", count("before", arrived.before)) if arrived.before else ()),
        "项；尚缺",
        count("unreported", len(arrived.unreported), arrived.unreported),
        "项。",
    )
    came = line("我办于", _moment("arrived_at", arrived.at), "收取贵单位报送的数据：", files, "。")
    return [Paragraph(came), Paragraph(counted)]


def _moment(name: str, at: datetime) -> Fact:
    """When, to the minute: 2014年4月3日9时05分."""
    local = at.astimezone(SHANGHAI)
    text = f"{day(name, local.date()).text}{local.hour}时{local.minute:02}分"
    return Fact(name, local.isoformat(timespec="minutes"), text)


def _returned(case: ReceiptCase) -> list[Block]:
    return [
        Paragraph(
            line(
                "贵单位报送的下列数据退回更正，理由：",
                private("reason", case.reason.rstrip("。")),
                "。",
            )
        )
    ]


def _remarks(kind: str, title: str, remarks: Sequence[Remark]) -> list[Block]:
    if not remarks:
        return []
    columns = (Column(line("位置"), 60, "left"), Column(line("问题和处理办法"), 115, "left"))
    rows = tuple(
        (_said(f"{kind}.{n}.place", one.place), _said(f"{kind}.{n}.sentence", one.sentence))
        for n, one in enumerate(remarks[:MOST])
    )
    table: list[Block] = [Heading(1, line(title)), Table(columns, rows)]
    more = len(remarks) - MOST
    if more > 0:
        rest = line("另有", count(f"{kind}.more", more), "处，未逐一列出。")
        table.append(Paragraph(rest, "note"))
    return table


def _said(name: str, text: str) -> Line:
    return line(private(name, text) if text else cells.DASH)


def _unreported(case: ReceiptCase, arrived: Arrived) -> list[Block]:
    if not arrived.unreported:
        return []
    names = tuple(
        line(cells.target_name(case.office.targets[code])) for code in arrived.unreported[:MOST]
    )
    listed: list[Block] = [Heading(1, line("尚缺数据的目标任务")), Items(names)]
    more = len(arrived.unreported) - MOST
    if more > 0:
        listed.append(Paragraph(line("等", count("unreported.more", more), "项。"), "note"))
    return listed


def _asked(case: ReceiptCase) -> list[Block]:
    """What to do and by when; nothing where all is well."""
    is_whole = not (case.refusals or case.notes or (case.arrived and case.arrived.unreported))
    if is_whole:
        return [Paragraph(line("数据齐全，无须更正。"))]
    due = day("due", case.due)
    asked = (
        line("请于", due, "前更正或补报。")
        if case.made_on <= case.due
        else line("报送时限为", due, "，现已超过，请尽快更正或补报。")
    )
    if not case.marked:
        return [Paragraph(asked)]
    how = line(
        "退回的内容已在所附工作簿中逐格标明，公式均已改为数值；未要求另用表格的，"
        "可直接在所附工作簿上更正，替换原文件后重新报送。"
    )
    return [Paragraph(asked), Paragraph(how)]
