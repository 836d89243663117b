"""The first chapter of docs/sources.md, typed into a shell as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.connectors.sources.sketch.test_documented import workbook
from tests.support.department_server import DepartmentServer, Request, Step, reply

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
CHAPTER = PAGE.split("\n## ")[1]
ANSWER = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0].encode()
ROWS = {
    "people.csv": "P1,示例子,主要负责人,{},局长,a@example.invalid,,2014-01-01,\n"
    "P2,示例丑,联络员,{},科员,b@example.invalid,,2014-01-01,\n",
    "targets.csv": "T01,投资,municipal,D13,,累计量,,万元,25,,按月均衡,,,,\n"
    "T02,项目,municipal,D13,,累计量,,个,12,,按月均衡,,,,\n",
}


def typed() -> list[str]:
    """The chapter's indented lines: commands, and what the terminal is to say."""
    return re.findall(r"^    (.+)$", CHAPTER, re.MULTILINE)


def with_rows(office: Path) -> None:
    """What the chapter asks for in the office folder: the department's people and targets."""
    for file, rows in ROWS.items():
        with (office / file).open("a", encoding="utf-8") as lines:
            lines.write(rows.format("D13", "D13"))
    with (office / "people.csv").open("a", encoding="utf-8") as lines:
        lines.write(ROWS["people.csv"].replace("P", "Q").format("D11", "D11"))


def shell(lines: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    places = {"DUBAN_OFFICE": str(folder / "my-office"), "DUBAN_DATA": str(folder / "my-data")}
    done = subprocess.run(
        ["bash", "-e", "-c", "\n".join(lines)],
        cwd=folder,
        env=kept | places | {"PATH": programs, "DUBAN_D11_TOKEN": "s3cret"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def answer(request: Request) -> Step:
    assert request.headers["x-token"] == "s3cret"
    return reply(ANSWER)


def test_ten_minutes_lead_to_a_working_file(tmp_path: Path) -> None:
    (tmp_path / "2014-06交通.xlsx").write_bytes(workbook())
    lines = typed()
    begins = ("duban source sketch", "按此草稿", "mkdir", "duban source list")
    draft, said, file, later = (
        next(number for number, line in enumerate(lines) if line.startswith(begin))
        for begin in begins
    )
    shell(lines[:draft], tmp_path)
    with_rows(tmp_path / "my-office")
    with DepartmentServer(answer) as server:
        asked = [re.sub(r"https://10[^?]+", server.url, line) for line in lines[draft:said]]
        drafted = shell(asked, tmp_path)
    assert "\n".join(lines[said:file]) in drafted.stderr
    tried = shell([line for line in lines[file:later] if "TOKEN=…" not in line], tmp_path)
    assert "配置无误：5个单位" in tried.stdout
    assert "读出 2 行，2 行可用" in tried.stdout
