"""The register says the same as three CSV files and as one workbook."""

import csv
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from config.example import copy_example
from config.loader import load_office
from config.register import CSV_FILES, WORKBOOK
from domain.figures import SCALE
from domain.period import Period
from domain.words import Form, Kind
from tests.config.planting import edit, told


@pytest.fixture
def office(tmp_path: Path) -> Path:
    copy_example(tmp_path)
    return tmp_path


def as_workbook(office: Path) -> None:
    """The example's register as an office keeps it in Excel: numbers are numbers, dates dates."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet, file in CSV_FILES.items():
        page = book.create_sheet(sheet)
        with (office / file).open(encoding="utf-8-sig", newline="") as text:
            for row in csv.reader(text):
                page.append([_typed(cell) for cell in row])
        (office / file).unlink()
    book.save(office / WORKBOOK)


def _typed(cell: str) -> object:
    if cell.count("-") == 2:
        return date.fromisoformat(cell)
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell or None


def change(office: Path, sheet: str, cell: str, value: str | float) -> None:
    book = load_workbook(office / WORKBOOK)
    book[sheet][cell] = value
    book.save(office / WORKBOOK)


def test_a_workbook_gives_the_same_document_as_the_csv_files(office: Path) -> None:
    document = load_office(office).office.document()
    as_workbook(office)
    assert load_office(office).office.document() == document


def test_an_error_in_a_workbook_names_its_sheet_and_row(office: Path) -> None:
    as_workbook(office)
    change(office, "目标", "I5", "六十二")
    change(office, "目标", "C8", "县级")
    change(office, "序时", "D3", 30.5)
    change(office, "序时", "G3", 20)
    change(office, "节点", "D4", 40)
    places = {f"{file}:{line}" for file, line, _ in told(office)}
    assert places == {
        "register.xlsx[目标]:5",
        "register.xlsx[目标]:8",
        "register.xlsx[序时]:3",
        "register.xlsx[节点]:2",
    }


def test_a_workbook_beside_csv_files_is_refused(office: Path) -> None:
    targets = (office / "targets.csv").read_bytes()
    as_workbook(office)
    (office / "targets.csv").write_bytes(targets)
    assert told(office) == [("targets.csv", 1, "与register.xlsx并存，请只保留一种")]


def test_a_workbook_that_lacks_a_sheet_or_is_none_is_told(office: Path) -> None:
    as_workbook(office)
    book = load_workbook(office / WORKBOOK)
    del book["节点"]
    book.save(office / WORKBOOK)
    assert ("register.xlsx[节点]", 1, "缺少这张工作表") in told(office)
    (office / WORKBOOK).write_bytes(b"PK\x03\x04 cut off")
    assert [(file, line) for file, line, _ in told(office)] == [("register.xlsx", 1)]


def test_every_form_of_a_plan_is_read_exactly(office: Path) -> None:
    edit(office, "timelines.csv", "M001,,10,20,28", "M001,,10.25,20,28")
    targets = load_office(office).office.targets
    plans = {code: target.timeline for code, target in targets.items() if target.timeline}
    shares, stepped, window = plans["M001"], plans["M006"], plans["M008"]
    assert (shares.form, shares.values["2026-02"]) == (Form.SHARES, 102_500)
    assert "2026-01" not in shares.values
    assert stepped.steps == tuple(n * SCALE for n in (20, 50, 75, 100))
    assert (window.first, window.last) == (Period("2026-03"), Period("2026-10"))
    assert plans["M007"].values["2026-12"] == 90 * SCALE
    assert (plans["M002"].form, plans["U001"].form) == (Form.CONSTANT, Form.CONSTANT)


def test_every_column_of_a_target_is_read(office: Path) -> None:
    targets = load_office(office).office.targets
    one = targets["M006"]
    assert (one.department, one.supporting) == ("D03", ("D01", "D02"))
    assert (one.kind, one.unit, one.annual) == (Kind.CUMULATIVE, "个", 30 * SCALE)
    assert targets["M002"].lag_months == 1
    assert (targets["U002"].kind, targets["U002"].base_kind) == (Kind.ANNUAL_ONLY, Kind.LEVEL)
    assert (targets["U003"].valid_from, targets["U003"].valid_to) == (date(2026, 4, 1), None)
    assert [(node.name, str(node.due), node.weight) for node in targets["M005"].nodes] == [
        ("完成立项", "2026-03", 20 * SCALE),
        ("开工建设", "2026-06", 30 * SCALE),
        ("主体完工", "2026-12", 50 * SCALE),
    ]
