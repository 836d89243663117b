"""The READMEs are held to the checkout: links lead somewhere, commands exist, the twins agree."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer import Context
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from config.settings import Settings
from flows.cli import app
from tests.house.reading import ROOT, every_test, text

READMES = (Path("README.md"), Path("README.zh-CN.md"))
_LINK = re.compile(r"\]\(([^)#]+)\)")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_TEST = re.compile(r"`(test_\w+)`")


def parse(call: Sequence[str]) -> None:
    """Parse one call as the program would. Raises TyperException."""
    command, words = get_command(app), list(call[1:])
    while isinstance(command, TyperGroup) and words and words[0][0] != "-":
        context = Context(command)
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
    with command.make_context("duban", words):
        pass


def commands(readme: Path) -> list[list[str]]:
    """Every ``duban`` call in the fenced blocks, as words without comments."""
    lines = "".join(_BLOCK.findall(text(readme))).splitlines()
    words = (shlex.split(line, comments=True) for line in lines)
    return [line for line in words if line[:1] == ["duban"]]


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_link_leads_somewhere(readme: Path) -> None:
    links = _LINK.findall(text(readme))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_test_that_a_promise_names_stands(readme: Path) -> None:
    named = set(_TEST.findall(text(readme)))
    assert named
    assert named - {function.name for _, function in every_test()} == set()


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_the_debian_packages_are_those_that_the_set_up_installs(readme: Path) -> None:
    installed = re.findall(r'missing="\$missing (.+?)"', text(Path(".ci/packages")))
    (line,) = re.findall(r"^    apt-get install (.+)$", text(readme), re.MULTILINE)
    assert " ".join(installed) == f"python3 {line}"


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_setting_is_told(readme: Path) -> None:
    apart = {"DUBAN_LEDGER", "DUBAN_SMTP_PASSWORD", "DUBAN_NOW"}
    known = {f"DUBAN_{name}".upper() for name in Settings.model_fields} | apart
    rows = re.findall(r"^\| (`DUBAN_.+?) \|", text(readme), re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {f"DUBAN_SMTP{name}" if name[0] == "_" else name for name in told} == known


def test_the_twins_say_the_same() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)
    assert set(_TEST.findall(text(english))) == set(_TEST.findall(text(chinese)))
    headings = [re.findall(r"^## ", text(readme), re.MULTILINE) for readme in READMES]
    assert len(headings[0]) == len(headings[1])


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_every_call_is_understood_by_the_command_line(readme: Path) -> None:
    """Arguments, options and required ones: all is parsed as on the terminal, nothing is run."""
    calls = commands(readme)
    assert len(calls) > 15
    for call in calls:
        parse(call)


@pytest.mark.parametrize(
    "call",
    [
        "duban summon 2026-03",
        "duban run 2026-13",
        "duban run 2026-03 --every",
        "duban audit one M001 2026-03 26000 --by 张三",
        "duban findings accept first --by 张三 --reason 核实",
    ],
)
def test_a_wrong_call_is_not_understood(call: str) -> None:
    with pytest.raises(TyperException):
        parse(shlex.split(call))
