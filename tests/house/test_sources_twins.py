"""docs/sources.md and its Chinese twin say the same: the tests run the examples of the first."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.reading import ROOT, text

TWINS = (Path("docs/sources.md"), Path("docs/sources.zh-CN.md"))
Lines = list[str]

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s+)# .*$")


def prose(page: Path) -> str:
    return _FENCED.sub("", text(page))


def headings(page: Path) -> Lines:
    """Every heading, cut to its level and the word of a YAML file that it ends in."""
    found = re.findall(r"^(#+) (.+)$", prose(page), re.MULTILINE)
    return [f"{level} {name.partition(': ')[2]}" for level, name in found]


def examples(page: Path) -> Lines:
    """Every fenced block line by line, a comment of YAML being a bare ``#``."""
    return [
        _COMMENT.sub(" #", line) if kind == "yaml" else line
        for kind, block in _FENCED.findall(text(page))
        for line in (kind, *block.splitlines())
    ]


def commands(page: Path) -> Lines:
    """Every indented line, without its comment."""
    return [_COMMENT.sub("", line) for line in re.findall(r"^    .+$", prose(page), re.MULTILINE)]


def rows(page: Path) -> Lines:
    """Every line of a table, cut to its code and its numbers."""
    lines = re.findall(r"^\|.+$", prose(page), re.MULTILINE)
    return [f"{sorted(re.findall('`[^`]+`', line))} {_numbers(line)}" for line in lines]


def paragraphs(page: Path) -> Lines:
    """Every paragraph and point of a list, cut to its code."""
    parts = re.split(r"\n\n+|\n(?=- |\d\. )", prose(page))
    texts = [part for part in parts if part.strip() and not part.startswith(("|", "#", "    "))]
    return [f"{sorted(set(re.findall('`[^`]+`', part)))}" for part in texts]


def _numbers(line: str) -> Lines:
    return sorted(re.findall(r"\d+", re.sub("`[^`]+`", "", line)))


@pytest.mark.parametrize("part", [headings, examples, commands, rows, paragraphs])
def test_the_twins_agree(part: Callable[[Path], Lines]) -> None:
    english, chinese = map(part, TWINS)
    assert len(english) > 15
    assert [pair for pair in zip(english, chinese, strict=False) if len(set(pair)) > 1] == []
    assert len(english) == len(chinese)


@pytest.mark.parametrize("page", TWINS, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    names = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in names}
    links = re.findall(r"\]\(([^)]+)\)", prose(page))
    assert len(links) > 9
    inside = {link[1:] for link in links if link[0] == "#"}
    assert inside - anchors == set()
    files = [link for link in links if link[0] != "#"]
    assert [link for link in files if not (ROOT / page.parent / link).exists()] == []
