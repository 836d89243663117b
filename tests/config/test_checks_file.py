"""checks.yaml: every wrong entry is told at once, on its line; a change is told in sentences."""

from pathlib import Path

import pytest

from config.diff import changes
from config.example import copy_example
from config.loader import load_office
from domain.fields import OFF
from tests.config.planting import told

WRONG = """\
thresholds:
  - {target: M099, most: 1}
  - {department: D99, most: 1}
  - {kind: 节点, most: 1}
  - {target: M003, most: 1}
  - {most: 1}
  - {target: M001, department: D01, most: 1}
  - {target: M002}
  - {target: M004, jump_times: 1}
  - {target: M007, least: 5, most: 3}
  - {kind: 水平, mots: 3}
  - {kind: 控制类, most: 一百}
  - {target: M008, fraction_up_to: 0}
  - {kind: 累计量, most: 1}
  - {kind: 累计量, least: 1}
"""
SAID = (
    "没有编号为M099的目标",
    "没有编号为D99的单位",
    "“节点”不是按数值评判的类型，可以是：累计量、水平、增幅、控制类",
    "M003不按数值评判，不设阈值",
    "target、department、kind须且只能写一个",
    "target、department、kind须且只能写一个",
    "没有写任何阈值",
    "jump_times须大于1，不设的写off",
    "下限least不能高于上限most",
    "不认识的项目，请核对拼写",
    "most",
    "fraction_up_to须大于0，不设的写off",
    "",
    "“cumulative”的阈值写了不止一处，请合并为一处",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy_example(tmp_path / "office")
    return tmp_path / "office"


def test_the_example_has_one(folder: Path) -> None:
    office = load_office(folder).office
    limits = {code: office.limits(target) for code, target in office.targets.items()}
    assert (limits["U001"].least, limits["U001"].most) == (-500_000, 2_000_000)
    assert limits["M004"].jump_times == 200_000
    assert limits["M006"].slip_times == OFF
    assert limits["M001"].most is None


def test_a_folder_without_one_has_the_usual_limits(folder: Path) -> None:
    (folder / "checks.yaml").unlink()
    assert load_office(folder).office.thresholds == ()


def test_every_wrong_entry_is_told_at_once_on_its_line(folder: Path) -> None:
    (folder / "checks.yaml").write_text(WRONG, encoding="utf-8")
    found = told(folder)
    lines = {line for file, line, _ in found if file == "checks.yaml"}
    assert lines == {n for n, said in enumerate(SAID, 2) if said}
    for line, said in enumerate(SAID, 2):
        assert all(said in sentence for _, at, sentence in found if at == line), line


def test_an_unknown_key_is_told(folder: Path) -> None:
    (folder / "checks.yaml").write_text("limits: []\n", encoding="utf-8")
    ((file, line, sentence),) = told(folder)
    assert (file, line) == ("checks.yaml", 1)
    assert "不认识的项目" in sentence


def test_a_change_is_told_in_sentences_and_makes_a_version(folder: Path) -> None:
    before = load_office(folder).office.document()
    path = folder / "checks.yaml"
    text = (
        path.read_text("utf-8").replace("most: 200", "most: 300").replace("times: 20", "times: off")
    )
    path.write_text(text, encoding="utf-8")
    assert changes(before, load_office(folder).office.document()) == [
        "总则“校验阈值·第1项·上限”由 200 改为 300",
        "总则“校验阈值·第2项·突增倍数”由 20 改为 不设",
    ]
