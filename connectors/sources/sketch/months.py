"""Months in titles, names and addresses, as the placeholders that stand for them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.period import Period
from domain.spelling import same_text

_WORDS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WORDS |= {"十": 10, "十一": 11, "十二": 12}
_IN_NAME = (
    (re.compile(r"(?<!\d)(?P<year>20\d\d)[-_.](?P<month>0[1-9]|1[0-2])(?!\d)"), "{period}"),
    (re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?!\d)"), "{year}{month}"),
    (re.compile(r"(?<!\d)(?P<month>0[1-9]|1[0-2])(?=月)"), "{month}"),
    (re.compile(r"(?<!\d)(?P<month>1[0-2]|[1-9])(?=月)"), "{month_number}"),
    (re.compile(r"(?P<word>十[一二]|[一二三四五六七八九十])(?=月)"), "{month_word}"),
    (re.compile(r"(?<=[A-Za-z_])(?P<month>0[1-9]|1[0-2])$"), "{month}"),
    (re.compile(r"(?<=[A-Za-z_])(?P<month>[1-9])$"), "{month_number}"),
)
_TITLE = re.compile(r"(20\d\d)年(?:度)?(?:0?1月?[-—–~～至])?(?:(\d{1,2})月)?")
_FILE = (
    (re.compile(r"(20\d\d)([-_.])(0[1-9]|1[0-2])(?!\d)"), "{{year}}{}{{month}}"),
    (re.compile(r"(20\d\d)()(0[1-9]|1[0-2])(?!\d)"), "{{year}}{}{{month}}"),
    (re.compile(r"(20\d\d)(年)(0\d|1[0-2])月"), "{{year}}{}{{month}}月"),
    (re.compile(r"(20\d\d)(年)(\d)月"), "{{year}}{}{{month_number}}月"),
)


@dataclass(frozen=True, slots=True)
class Monthly:
    """Columns that differ in their month alone: the template, and the name of each month."""

    template: str
    names: dict[int, str]


@dataclass(frozen=True, slots=True)
class Title:
    """A title as a template, and the month that it names as far as it does."""

    template: str
    year: int
    month: int | None


def in_name(name: str) -> tuple[str, int] | None:
    """The template of a name that holds one month, and the month."""
    for pattern, placeholder in _IN_NAME:
        found = [*pattern.finditer(name)]
        if found and not set("{}*") & set(name):
            last = found[-1]
            said = last.groupdict()
            number = _WORDS[said["word"]] if "word" in said else int(said["month"])
            return name[: last.start()] + placeholder + name[last.end() :], number
    return None


def monthly(names: Iterable[str]) -> list[Monthly]:
    """Each family of at least two columns that differ in their month alone."""
    families: dict[str, dict[int, str]] = defaultdict(dict)
    for name in names:
        if found := in_name(name):
            families[found[0]][found[1]] = name
    return [Monthly(template, found) for template, found in families.items() if len(found) > 1]


def title(text: str) -> Title | None:
    """A line above the head that names a year, or a year and month."""
    plain = same_text(text)
    found = _TITLE.search(plain)
    if found is None or set("{}*") & set(plain):
        return None
    year, month = int(found[1]), int(found[2]) if found[2] else None
    if month is not None and not 1 <= month <= 12:
        return None
    said = found[0].replace(found[1], "{year}", 1)
    if found[2]:
        written = "{month}" if found[2].startswith("0") else "{month_number}"
        said = said.removesuffix(f"{found[2]}月") + f"{written}月"
    return Title(plain[: found.start()] + said + "*", year, month)


def file_name(name: str) -> tuple[str, Period] | None:
    """The template of a file's name that holds its month, and the month."""
    for pattern, written in _FILE:
        if (found := pattern.search(name)) and int(found[3]):
            period = Period.month_of(int(found[1]), int(found[3]))
            template = written.format(found[2]).replace("{year}-{month}", "{period}")
            return name[: found.start()] + template + name[found.end() :], period
    return None


def parameters(given: Iterable[tuple[str, str]], period: Period) -> Iterator[tuple[str, str]]:
    """Parameters of a request, with placeholders where they name the period."""
    written = {
        str(period): "{period}",
        f"{period.year}{period.month:02d}": "{year}{month}",
        f"{period}-01": "{period}-01",
        f"{period}-{period.last_day.day}": "{period}-{last_day}",
    }
    for name, value in given:
        called = name.lower()
        if value == str(period.year) and ("year" in called or "nian" in called):
            yield name, "{year}"
        elif value == f"{period.month:02d}" and ("month" in called or "yue" in called):
            yield name, "{month}"
        elif value == str(period.month) and ("month" in called or "yue" in called):
            yield name, "{month_number}"
        else:
            yield name, written.get(value, value)
