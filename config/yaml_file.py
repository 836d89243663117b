"""YAML read strictly: exact numbers, no duplicate keys, and the line of every value."""

import re
from pathlib import Path
from typing import Any, cast

import yaml

from config.errors import Loc, OfficeError, Part, Spot
from config.text_file import read_text

_DEEPEST = 40
_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is built in: ten times as quick, and the same lines."""

_WHOLE_NUMBER = re.compile(r"0|-?[1-9]\d*", re.ASCII)
_WORDS = {"true": True, "false": False, "": None, "null": None, "~": None}


def read_yaml(folder: Path, file: str, errors: list[OfficeError]) -> Part | None:
    """Read a mapping from ``folder/file``; None (and an error) if it cannot be read at all.

    Plain whole numbers, true, false and null keep their meaning; every other scalar is its text
    exactly as written, so that 10.5 stays exact, 06 keeps its zero and 2014-06 is no date.
    """
    text = read_text(folder, file, errors)
    if text is None:
        return None
    try:
        aliases = _alias_lines(text, _QUICK)
        root = None if aliases else yaml.compose(text, Loader=_QUICK)
    except yaml.YAMLError as error:
        errors.append(_unreadable(file, text, _precise(text, error)))
        return None
    if aliases:
        written_out = "不使用锚点和引用（& 与 *），请把内容写全"
        errors += [OfficeError(file, line, written_out) for line in aliases]
        return None
    if not isinstance(root, yaml.MappingNode):
        errors.append(OfficeError(file, 1, "应为若干行“项目: 值”"))
        return None
    reading = _Reading(file, errors)
    data = reading.mapping(root, ())
    return Part(data, reading.spots)


def _alias_lines(text: str, loader: Any) -> list[int]:
    """Lines on which something written once is used again: ten of them can stand for a billion.

    Raises MarkedYAMLError where lists and mappings lie deeper in each other than anyone writes.
    """
    lines = []
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent) and event.start_mark:
            lines.append(event.start_mark.line + 1)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark = cast("yaml.Mark | None", event.start_mark)
            raise yaml.MarkedYAMLError(problem="层层嵌套过深", problem_mark=mark)
    return lines


def _precise(text: str, error: yaml.YAMLError) -> yaml.YAMLError:
    """The same error in the words of the slow reader, which names the character."""
    try:
        _alias_lines(text, yaml.SafeLoader)
    except yaml.YAMLError as worded:
        return worded
    return error


def _unreadable(file: str, text: str, error: yaml.YAMLError) -> OfficeError:
    """Where reading ended and why; a tab, the usual cause, is named in plain words."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return OfficeError(file, line, "含有不可见的控制字符，请删除")
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return OfficeError(file, 1, f"不是规范的YAML：{error}")
    line = error.problem_mark.line + 1
    if "'\\t'" in str(error.problem):
        return OfficeError(file, line, "缩进只能用空格，不能用制表符（Tab）")
    return OfficeError(file, line, f"不是规范的YAML：{error.problem}")


class _Reading:
    """One walk over a composed file, noting the line of each value on the way."""

    def __init__(self, file: str, errors: list[OfficeError]) -> None:
        self.file = file
        self.errors = errors
        self.spots: dict[Loc, Spot] = {(): Spot(file, 1)}

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        first_lines: dict[str, int] = {}
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = str(key_node.value)
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(line, "项目名须为一个词")
            elif key in first_lines:
                self._refuse(line, f"“{key}”重复，首次出现在第{first_lines[key]}行")
            else:
                first_lines[key] = line
                values[key] = self._value(value_node, (*loc, key), line)
        return values

    def _value(self, node: yaml.Node, loc: Loc, line: int) -> object:
        self.spots[loc] = Spot(self.file, line, ".".join(map(str, loc)))
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        return self._nested(node, loc)

    def _nested(self, node: yaml.Node, loc: Loc) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        return [
            self._value(item, (*loc, place), item.start_mark.line + 1)
            for place, item in enumerate(node.value)
        ]

    def _refuse(self, line: int, sentence: str) -> None:
        self.errors.append(OfficeError(self.file, line, sentence))


def _scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text
