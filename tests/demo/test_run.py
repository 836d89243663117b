"""The demo from outside, as `make demo` runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT


def demo(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "demo", "run", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    done = demo("--dir", tmp_path)
    assert done.returncode == 2
    assert "was not made by the demo" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.slow
def test_the_house_finds_everything_that_was_planted(tmp_path: Path) -> None:
    done = demo("--dir", tmp_path / "city")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    promised = {
        "September: municipal behind": 68,
        "September: departments behind": 23,
        "September: departments up for interview": 7,
    }
    table = [line.rsplit(maxsplit=3) for line in done.stdout.splitlines()]
    rows = {cells[0]: cells[1:] for cells in table if len(cells) == 4}
    for name, count in promised.items():
        assert rows[name] == [str(count), str(count), "0"]
    assert (tmp_path / "city" / "truth.json").is_file()
    papers = tmp_path / "city" / "data" / "papers" / "2014-09"
    assert {path.suffix for path in papers.iterdir()} == {".docx", ".html"}
