"""The example office works as it is copied: no errors, figures that arrive, one alert's worth."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.case import Case, Rules
from checks.intake import Checked, check
from checks.judging import judge
from config.example import copy_example
from config.loader import Loaded, load_office
from connectors.sources.door import Asked, Parsed, fetch, parse
from domain.period import Period
from domain.records import Finding
from domain.refusals import Refused
from domain.words import Lamp, PullOutcome, Severity, Standing

FEBRUARY, MARCH = Period("2026-02"), Period("2026-03")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    copy_example(folder)
    return folder


def pulled(loaded: Loaded, period: Period) -> Iterator[Parsed]:
    """What each department's source delivers; every one of them answers."""
    for code, department in loaded.office.departments.items():
        dialect, reading = department.dialect, department.reading
        address, asked = loaded.live.addresses[code], Asked(code, period)
        fetched = fetch(dialect, address, reading, asked, lambda name: name, loaded.live.folder)
        assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
        yield parse(dialect, reading, fetched.bodies, asked)


def checked(loaded: Loaded, period: Period) -> Checked:
    answers = list(pulled(loaded, period))
    rows = [row for answer in answers for row in answer.rows]
    found = [finding for answer in answers for finding in answer.findings]
    return check(rows, found, loaded.office, period, {}, frozenset())


def standings(loaded: Loaded, period: Period, arrived: Checked) -> dict[str, Standing]:
    progress = {one.target.code: one.progress for one in arrived.accepted}
    cases = [
        Case(target, Rules.of(loaded.office, target), period, progress.get(target.code), report=1)
        for target in loaded.office.targets_in(period)
    ]
    return {judged.target: judged.standing for judged in map(judge, cases)}


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.target) for finding in findings]


def test_its_february_has_one_behind_one_ahead_and_one_missing(example: Path) -> None:
    loaded = load_office(example)
    arrived = checked(loaded, FEBRUARY)
    assert told(arrived.findings) == [("empty_cell", "M007"), ("newly_behind", "M004")]
    assert standings(loaded, FEBRUARY, arrived) == {
        "M001": Standing.AHEAD,
        "M002": Standing.NOT_DUE,
        "M003": Standing.ON_PACE,
        "M004": Standing.BEHIND,
        "M005": Standing.ON_PACE,
        "M006": Standing.ON_PACE,
        "M007": Standing.MISSING,
        "M008": Standing.NOT_DUE,
        "U001": Standing.ON_PACE,
        "U002": Standing.NOT_DUE,
    }


def test_its_march_has_a_target_that_stays_behind_at_the_quarters_end(example: Path) -> None:
    loaded = load_office(example)
    arrived = checked(loaded, MARCH)
    assert [f for f in arrived.findings if f.severity is Severity.REJECT] == []
    stand = standings(loaded, MARCH, arrived)
    assert [code for code, one in stand.items() if one is Standing.BEHIND] == ["M004", "U001"]
    assert Standing.MISSING not in stand.values()
    (measure,) = [
        r.measure for r in loaded.office.tracks["municipal"].ladder if not r.measure.automatic
    ]
    assert (measure.value, MARCH.ends_quarter) == ("expose", True)


def test_the_lamp_of_february_is_yellow(example: Path) -> None:
    office = load_office(example).office
    target = office.targets["M004"]
    arrived = checked(load_office(example), FEBRUARY)
    (progress,) = [one.progress for one in arrived.accepted if one.target.code == "M004"]
    assert judge(Case(target, Rules.of(office, target), FEBRUARY, progress)).lamp is Lamp.YELLOW


def test_the_fourth_department_needs_no_more_than_its_notes_say(example: Path) -> None:
    shutil.move(example / "departments/weijian.yaml.example", example / "departments/weijian.yaml")
    with (example / "people.csv").open("a", encoding="utf-8") as people:
        people.write("P41,示例子,主要负责人,D04,主任,head.d04@example.invalid,,2025-01-01,\n")
        people.write("P42,示例丑,联络员,D04,科员,liaison.d04@example.invalid,,2025-01-01,\n")
    with (example / "targets.csv").open("a", encoding="utf-8") as targets:
        targets.write("M009,家庭医生签约,municipal,D04,,累计量,,户,9000,,按月均衡,,,,\n")
    department = load_office(example).office.departments["D04"]
    assert (department.dialect, len(load_office(example).office.targets)) == ("rest", 12)


@pytest.mark.parametrize("there", ["a file", "a full folder"])
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, there: str) -> None:
    folder = tmp_path / "office"
    mine = folder / "office.yaml" if there == "a full folder" else folder
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="已有内容"):
        copy_example(folder)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    copy_example(tmp_path)
    assert load_office(tmp_path).office.year == 2026


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refused, match="不能写入"):
        copy_example(tmp_path / "file" / "office")
