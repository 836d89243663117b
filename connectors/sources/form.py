"""Dialect ``form``: the fill-in form (填报表) that ``duban template`` wrote, as it comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.arrival import Address, fetch_file
from connectors.sources.attachments import attached
from connectors.sources.columns import EMPTY, ColumnReading, Columns, Record, parse_records
from connectors.sources.file_names import FileTemplate
from connectors.sources.files import FolderAddress
from connectors.sources.form_nodes import with_nodes
from connectors.sources.grid import Head, Table, find_head
from connectors.sources.handed_in import apart, handed_in
from connectors.sources.inbox import MailboxAddress
from connectors.sources.refusals import (
    COLUMNS_DRIFTED,
    FORM,
    SHEET,
    Refusal,
    RefusedError,
    blaming,
    body_hash,
    refuse,
)
from connectors.sources.returned import COLUMN as RETURNED
from connectors.sources.workbook import KIN, WORKBOOKS, hidden_notes, read_workbook
from domain import fill_in
from domain.fields import Strict
from domain.period import Period, PeriodError, parse_stated_month
from domain.records import Body
from domain.spelling import same_text
from domain.words import PullOutcome

_COLUMNS = ColumnReading(
    columns=Columns(
        target=fill_in.TARGET,
        figure=fill_in.FIGURE,
        unit=fill_in.UNIT,
        reason_given=fill_in.REASON,
        correction=fill_in.CORRECTION,
    ),
    ignore=(*fill_in.HEAD, RETURNED),
    decimals=4,
)
"""Four decimals, as the form says: 91.53 % may be kept as 0.9153000000000001."""


class Reading(Strict):
    """``file`` chooses among names; which department and month a form is of its inside says."""

    file: FileTemplate = "*.xlsx"


@dataclass(frozen=True, slots=True)
class _Form:
    """A sheet that is a fill-in form, and by label what stands above its head, with the line."""

    table: Table
    head: Head
    said: dict[str, tuple[int, str]]

    def is_of(self, department: str) -> bool:
        return same_text(self.said[fill_in.CODE][1]) == same_text(department)

    @property
    def period(self) -> Period | None:
        try:
            return parse_stated_month(self.said[fill_in.PERIOD][1])
        except PeriodError:
            return None


def fetch(
    address: Address,
    reading: Reading,
    asked: Asked,
    secret: Callable[[str], str],
    folder: Path,
) -> Fetched:
    """The department's form of the month; where there is none, what seems to be meant as one.

    In a folder other files may lie, and by mail other files may come after it.
    """
    fetched = fetch_file(address, reading.file, asked, secret, folder, KIN)
    if fetched.outcome is not PullOutcome.OK:
        return fetched
    match address.root:
        case FolderAddress():
            return _found(fetched, _meant(fetched.bodies, asked))
        case MailboxAddress():
            return _brought(fetched, asked)
        case _:
            return fetched


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:  # noqa: ARG001
    """Rows of the one form. Raises RefusedError where it is not the form that was asked for."""
    given = handed_in(bodies)
    body = given.table
    with blaming(body):
        form, notes = _opened(body)
        _check_identity(form, asked)
        records = with_nodes(_records(form, asked))
        names = [name for name in form.head.names if name]
        return parse_records(records, names, _COLUMNS, asked, [*notes, *given.notes])


def locate(settings: Reading, body: Body, asked: Asked) -> tuple[Table, Head]:  # noqa: ARG001
    """The table and its head, to mark what was refused in it. Raises RefusedError."""
    form, _ = _opened(body)
    return form.table, form.head


def _found(fetched: Fetched, bodies: Sequence[Body], note: str = "") -> Fetched:
    said = "；".join(filter(None, (fetched.error, note)))
    outcome = PullOutcome.OK if bodies else PullOutcome.SILENT
    return replace(fetched, bodies=tuple(bodies), outcome=outcome, error=said)


def _brought(fetched: Fetched, asked: Asked) -> Fetched:
    """The newest message with the form; without any, the newest that may be meant as one.

    What is a form, or cannot be opened, is told and not passed over for an older one.
    """
    tables, messages = apart(fetched.bodies)
    carried = [tables, *(_workbooks(message, asked) for message in messages[1:])]
    meant = [_meant(bodies, asked) for bodies in carried]
    told = [n for n, bodies in enumerate(meant) if bodies]
    chosen = next((n for n in told if not all(map(_is_no_form, meant[n]))), min(told, default=None))
    if chosen is None:
        return _found(fetched, ())
    note = f"较新的{chosen}封来信附的不是本期填报表，没有读取" if chosen else ""
    return _found(fetched, [*meant[chosen], *messages[chosen:]], note)


def _workbooks(message: Body, asked: Asked) -> list[Body]:
    """What a message carries that may be a form, under the name of one."""
    name = f"{asked.department}{fill_in.SHEET}.xlsx"  # says no month: the form itself does
    parts = attached(message.content)
    return [Body(name, p.content) for p in parts if p.content.startswith(WORKBOOKS)]


def _is_no_form(body: Body) -> bool:
    """Whether it is a sound workbook without the sheet of a form: what else people send."""
    try:
        _opened(body)
    except RefusedError as error:
        return error.refusal.rule == SHEET
    return False


def _meant(bodies: Sequence[Body], asked: Asked) -> tuple[Body, ...]:
    """The forms of this department and month; where there is none, all but its older ones.

    Another's form, and a file that is none, is told and not passed over. An older form lies there
    by right, unless its name says that it is this month's.
    """
    forms = [(body, _form_or_none(body)) for body in bodies]
    own = [(body, form) for body, form in forms if form and form.is_of(asked.department)]
    if asked_for := tuple(body for body, form in own if form.period == asked.period):
        return asked_for
    older = [body for body, form in own if form.period and str(asked.period) not in body.name]
    return tuple(body for body in bodies if body not in older)


def _form_or_none(body: Body) -> _Form | None:
    try:
        return _opened(body)[0]
    except RefusedError:
        return None


def _opened(body: Body) -> tuple[_Form, list[Refusal]]:
    """The form in a workbook, and what is hidden in it. Raises RefusedError if there is none."""
    sheet = read_workbook(body.content, fill_in.SHEET)
    table = Table(sheet.lines, body.name, body_hash(body), sheet.name, sheet.merged)
    head = find_head(table, fill_in.HEAD, 1, None)
    labels = (fill_in.CODE, fill_in.PERIOD, fill_in.LAYOUT)
    said = {label: _beside(table, head, label) for label in labels}
    return _Form(table, head, said), hidden_notes(sheet, body)


def _beside(table: Table, head: Head, label: str) -> tuple[int, str]:
    """The line of a label above the head, and the first text after it."""
    for number, line in enumerate(table.lines[: head.first]):
        texts = [cell.text for cell in line if cell.text]
        for before, text in pairwise(texts):
            if same_text(before).removesuffix(":") == label:
                return number, text.strip()
    raise refuse(FORM, f"表头上方没有“{label}”，不是本系统印发的填报表，请用印发的填报表填报")


def _check_identity(form: _Form, asked: Asked) -> None:
    """Raise RefusedError for another version, head, department or month."""
    version, code = form.said[fill_in.LAYOUT][1], form.said[fill_in.CODE][1]
    if same_text(version) != fill_in.LAYOUT_VERSION:
        sentence = f"表样为“{version[:40]}”，应为“{fill_in.LAYOUT_VERSION}”，请改用新印发的填报表"
        raise _at(form, fill_in.LAYOUT, sentence)
    if not form.is_of(asked.department):
        sentence = (
            f"单位代码为“{code[:40]}”，应为“{asked.department}”，请核对是否报错了单位的填报表"
        )
        raise _at(form, fill_in.CODE, sentence)
    if changed := [name for name in fill_in.HEAD if form.head.names.count(name) != 1]:
        names = "、".join(f"“{name}”" for name in changed)
        sentence = f"填报表的表头有改动（缺少或重复{names}），请恢复印发时的列名后重新填报"
        raise refuse(COLUMNS_DRIFTED, sentence, form.table.place(form.head.first))
    if form.period != asked.period:
        said = form.said[fill_in.PERIOD][1]
        sentence = f"所属期为“{said[:40]}”，应为“{asked.period}”，请改用本月的填报表重新填报"
        raise _at(form, fill_in.PERIOD, sentence)


def _at(form: _Form, label: str, sentence: str) -> RefusedError:
    return refuse(FORM, sentence, form.table.place(form.said[label][0], label))


def _records(form: _Form, asked: Asked) -> list[Record]:
    """Every line under the head; what it says of itself holds for each of them."""
    return [
        Record(
            cells={
                name: cell
                for name, cell in zip(form.head.names, form.table.lines[number], strict=False)
                if name and cell != EMPTY
            },
            place=form.table.place(number),
            raw_hash=form.table.raw_hash,
            stated_period=str(asked.period),
            stated_department=asked.department,
        )
        for number in range(form.head.end, len(form.table.lines))
    ]
