"""The Office: the whole versioned configuration, and the one parser of its canonical document."""

import hashlib
import json
from typing import Any, Self

from pydantic import Field, model_validator

from domain.fields import Strict
from domain.period import Period
from domain.rules import Breaker, CalendarDays, Days, LampRules, Limits, Threshold, Track
from domain.targets import COUNTED_WHOLE, Target
from domain.words import DepartmentKind, Form


class Department(Strict):
    """单位. ``reading`` says how its bytes are read; addresses and secrets are not part of it."""

    code: str
    name: str
    kind: DepartmentKind = DepartmentKind.DEPARTMENT
    city_leader: str
    """Key of the 分管市领导 in the people file."""
    dialect: str
    reading: dict[str, Any] = Field(default_factory=dict)
    expected_rows: int | None = Field(default=None, ge=0)


class Office(Strict):
    """Everything a judgement may depend on, in one document stored whole under its hash."""

    name: str
    code_word: str
    """机关代字 of the papers' numbers, e.g. 泰效能."""
    duty_phone: str
    year: int
    first_judged_month: int = Field(default=2, ge=1, le=12)
    days: Days = Days()
    breaker: Breaker = Breaker()
    calendar: CalendarDays = CalendarDays()
    counted_whole: frozenset[str] = frozenset()
    """Units counted whole that the office adds to the usual ones."""
    thresholds: tuple[Threshold, ...] = ()
    lamps: dict[str, LampRules]
    tracks: dict[str, Track]
    departments: dict[str, Department]
    targets: dict[str, Target]

    @classmethod
    def from_document(cls, document: str) -> Self:
        """Parse a canonical document. Raises pydantic.ValidationError with every error at once."""
        return cls.model_validate_json(document)

    def document(self) -> str:
        """The canonical document: sorted keys, exact decimals as text, no white space."""
        plain = self.model_dump(mode="json")
        for names in ("counted_whole",):
            plain[names] = sorted(plain[names])
        for days in plain["calendar"]:
            plain["calendar"][days] = sorted(plain["calendar"][days])
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def targets_in(self, period: Period) -> tuple[Target, ...]:
        """The targets in force in ``period``, by code."""
        return tuple(t for _, t in sorted(self.targets.items()) if t.is_valid_in(period))

    def counts_whole(self, unit: str) -> bool:
        """Whether things of ``unit`` are counted whole, so that plans are floored."""
        return unit in COUNTED_WHOLE or unit in self.counted_whole

    def limits(self, target: Target) -> Limits:
        """The limits of ``target``: each as said of it, else of its department, else of its kind.

        What nobody said is None: the checks' own.
        """
        subjects = (
            (target.code, None, None),
            (None, target.department, None),
            (None, None, target.judged_kind),
        )
        said = {one.subject: one.said for one in self.thresholds}
        merged: dict[str, Any] = {}
        for subject in reversed(subjects):
            merged |= said.get(subject, {})
        return Limits.model_construct(**merged)

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        errors = [*self._track_errors(), *self._target_errors(), *self._threshold_errors()]
        if errors:
            raise ValueError("; ".join(errors))
        return self

    def _track_errors(self) -> list[str]:
        return [
            f"track {name}: unknown lamps {track.lamps}"
            for name, track in self.tracks.items()
            if track.lamps not in self.lamps
        ]

    def _target_errors(self) -> list[str]:
        errors = []
        for target in self.targets.values():
            where = f"target {target.code}"
            named = (target.department, *target.supporting)
            strangers = [code for code in named if code not in self.departments]
            errors += [f"{where}: unknown department {code}" for code in strangers]
            if target.track not in self.tracks:
                errors.append(f"{where}: unknown track {target.track}")
            if missing := self._months_without_plan(target):
                errors.append(f"{where}: no plan for {', '.join(missing)}")
        return errors

    def _threshold_errors(self) -> list[str]:
        known = {*self.targets, None}, {*self.departments, None}
        subjects = [one.subject for one in self.thresholds]
        strangers = [s for s in subjects if s[0] not in known[0] or s[1] not in known[1]]
        twice = [s for s in dict.fromkeys(subjects) if subjects.count(s) > 1]
        return [
            *(f"threshold of an unknown {subject}" for subject in strangers),
            *(f"two thresholds of {subject}" for subject in twice),
        ]

    def _months_without_plan(self, target: Target) -> list[str]:
        """Months from the first judged one to December that an explicit timeline leaves out."""
        if not target.timeline or target.timeline.form not in (Form.SHARES, Form.AMOUNTS):
            return []
        months = (str(Period.month_of(self.year, n)) for n in range(self.first_judged_month, 13))
        return [month for month in months if month not in target.timeline.values]


def document_hash(document: str) -> str:
    """SHA-256 of a canonical document: the name of an office version."""
    return hashlib.sha256(document.encode()).hexdigest()
