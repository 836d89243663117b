"""The READMEs are held to the checkout: links lead somewhere, commands exist, the twins agree."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.house.reading import ROOT, every_test, text

READMES = (Path("README.md"), Path("README.zh-CN.md"))
_LINK = re.compile(r"\]\(([^)#]+)\)")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_TEST = re.compile(r"`(test_\w+)`")


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


def test_the_twins_say_the_same() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)
    assert set(_TEST.findall(text(english))) == set(_TEST.findall(text(chinese)))
    headings = [re.findall(r"^## ", text(readme), re.MULTILINE) for readme in READMES]
    assert len(headings[0]) == len(headings[1])


def test_every_command_exists_with_its_options() -> None:
    """Each call is understood by the parser: its help is asked in place of running it."""
    for _, *arguments in commands(READMES[0]):
        options = {word for word in arguments if word.startswith("--")}
        place = [word for word in arguments[:2] if re.fullmatch(r"[a-z]+", word)]
        shown = CliRunner().invoke(app, [*place, "--help"])
        assert shown.exit_code == 0, arguments
        assert [option for option in options if option not in shown.output] == [], arguments
