"""How a table lies on its sheet: the settings that workbooks and CSV files share."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from connectors.sources.columns import ColumnReading, Columns
from connectors.sources.placeholders import MONTH, YEAR, checked, named_in
from domain.spelling import same_text


def _compared(template: str) -> str:
    return same_text(checked(template))


Pattern = Annotated[str, AfterValidator(_compared), Field(min_length=1)]
"""A template in the form in which names are compared; ``*`` is any text."""


class TableReading(ColumnReading):
    """Several head lines are joined by ``/``. Every name and pattern may hold placeholders."""

    after: Pattern | None = None
    """The table stands below the first line that says this, where a sheet holds several."""
    until: Pattern | None = None
    """It ends before the next line that says this."""
    title_lines: int | None = Field(default=None, ge=0, le=20)
    """Lines above the head; left out, the head is found by its names."""
    header_lines: int = Field(default=1, ge=1, le=3)
    side_by_side: int = Field(default=1, ge=1, le=6)
    """How often the table's columns stand beside each other, to save paper."""
    blanks: Literal["empty", "merged"] = "empty"
    """``merged``: a blank in an upper line of the head, or in a column that people merge
    downwards, says what stands before it."""
    titles: tuple[Pattern, ...] = ()
    """Each must stand above the head, in a cell or a line."""
    stated_period: Literal["titles"] | None = None
    """``titles``, the sheet, the figure's column, ``after`` and ``only`` together say the month."""
    skip: tuple[Pattern, ...] = ()
    """Rows that are no data, by their label; a row that ``codes`` names is never skipped."""
    sections: tuple[Pattern, ...] = ()
    """Rows that name the section of the rows below them, by their label."""
    totals: tuple[Pattern, ...] = ()
    """Rows whose figure must be the sum of all others, by their label."""
    subtotals: tuple[Pattern, ...] = ()
    """Rows whose figure must be the sum of those since the one before, by their label."""
    own_rows: tuple[Pattern, ...] = ()
    """What stands in the department's column of its own rows, where several share a sheet."""
    figures: Literal["running_totals", "increments"] = "running_totals"
    first_month: int = Field(default=1, ge=1, le=2)
    """Of increments: 2 where January is reported with February."""

    @field_validator("columns")
    @classmethod
    def _spaces_do_not_matter(cls, columns: Columns) -> Columns:
        return Columns(**{ours: _compared(theirs) for ours, theirs in columns.declared.items()})

    @field_validator("ignore")
    @classmethod
    def _nor_in_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(_compared, names))

    @field_validator("targets")
    @classmethod
    def _nor_in_columns(cls, targets: dict[str, str]) -> dict[str, str]:
        return {target: _compared(column) for target, column in targets.items()}

    @field_validator("only")
    @classmethod
    def _nor_in_what_tells_rows(
        cls, only: dict[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        return {_compared(name): tuple(map(_compared, values)) for name, values in only.items()}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.own_rows and not self.columns.department:
            raise ValueError("填写own_rows须同时填写columns.department")
        if self.sections and self.columns.section:
            raise ValueError("sections与columns.section只能填一个")
        if self.sections and not self.codes:
            raise ValueError("填写sections须同时填写codes，写明“分段/名称”对应的编号")
        if self.figures == "increments" and self.targets:
            raise ValueError("按月增量不能与targets同用")
        if self.figures == "increments" and not named_in(self.columns.figure) & MONTH:
            raise ValueError("按月增量须每月一列，columns.figure须含月份占位符，如{month_number}月")
        return self

    @property
    def wanted(self) -> Iterator[str]:
        """The names that the head must hold."""
        held = self.columns.model_dump(exclude={"target", "figure"} if self.targets else None)
        yield from (name for name in held.values() if name)
        yield from self.targets.values()
        yield from self.only


def checked_month(reading: TableReading, *templates: str) -> None:
    """Raise ValueError if the file is to name its month and nothing that is looked for does."""
    if not reading.stated_period:
        return
    if reading.columns.period:
        raise ValueError("stated_period与columns.period只能填一个")
    columns = [*(reading.targets.values() or [reading.columns.figure])]
    columns += [wanted[0] for wanted in reading.only.values() if len(wanted) == 1]
    said = named_in("".join([*reading.titles, reading.after or "", *columns, *templates]))
    if not (said & YEAR and said & MONTH):
        raise ValueError("titles、sheet或columns.figure中须有年份和月份的占位符，如{period}")
