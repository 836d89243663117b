"""Who holds an office on a day, its first and last day among them."""

from datetime import date
from pathlib import Path

import pytest

from config.example import copy_example
from config.loader import Live, load_office
from domain.words import Role
from tests.config.planting import edit, told


@pytest.fixture
def live(tmp_path: Path) -> Live:
    copy_example(tmp_path)
    return load_office(tmp_path).live


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2024, 5, 31), None),
        (date(2024, 6, 1), "示例丁"),
        (date(2026, 3, 31), "示例丁"),
        (date(2026, 4, 1), "示例戊"),
        (date(2030, 1, 1), "示例戊"),
    ],
)
def test_a_head_is_the_one_in_office_on_that_day(live: Live, on: date, name: str | None) -> None:
    held = [person.name for person in live.people.holding(Role.HEAD, "D01", on)]
    assert held == ([name] if name else [])


def test_a_person_is_found_by_key_only_while_in_office(live: Live) -> None:
    found = live.people.named("P11", date(2026, 3, 31))
    assert found is not None
    assert (found.name, found.unit, found.email) == ("示例丁", "D01", "head.d01@example.invalid")
    assert live.people.named("P11", date(2026, 4, 1)) is None
    assert live.people.named("P99", date(2026, 3, 31)) is None


def test_leaders_and_officers_belong_to_no_department(live: Live) -> None:
    on = date(2026, 3, 1)
    assert [p.key for p in live.people.holding(Role.CITY_LEADER, "", on)] == ["L1"]
    assert [p.key for p in live.people.holding(Role.TOP_LEADER, "", on)] == ["L9"]
    assert [p.key for p in live.people.holding(Role.OFFICER, "", on)] == ["X1"]
    assert live.people.holding(Role.CITY_LEADER, "D01", on) == ()


@pytest.mark.parametrize(
    ("last", "first", "vacant"),
    [
        ("2026-03-31", "2026-04-01", None),
        ("2026-03-30", "2026-04-01", "2026-03-31"),
        ("2025-11-30", "2026-02-01", "2026-01-01"),
        ("2025-11-30", "2025-12-05", None),
        ("2026-03-31", "2027-01-05", "2026-04-01"),
    ],
)
def test_a_day_without_a_head_is_told(
    tmp_path: Path, last: str, first: str, vacant: str | None
) -> None:
    copy_example(tmp_path)
    edit(tmp_path, "people.csv", "2024-06-01,2026-03-31", f"2024-06-01,{last}")
    edit(tmp_path, "people.csv", "2026-04-01,", f"{first},")
    said = [text for _, _, text in told(tmp_path)]
    assert bool(said) is bool(vacant)
    assert all(f"D01自{vacant}起没有主要负责人" in text for text in said)


def test_a_department_that_leads_no_target_any_more_needs_no_head(tmp_path: Path) -> None:
    copy_example(tmp_path)
    term = "head.d03@example.invalid,0000-0000031,2025-01-01,"
    edit(tmp_path, "people.csv", term, f"{term}2026-06-30")
    (said,) = told(tmp_path)
    assert "D03自2026-07-01起没有主要负责人" in said[2]
    register = tmp_path / "targets.csv"
    ended = [
        f"{line}2026-06-30" if line.split(",")[3] == "D03" else line
        for line in register.read_text(encoding="utf-8").splitlines()
    ]
    register.write_text("\n".join(ended) + "\n", encoding="utf-8")
    assert told(tmp_path) == []
