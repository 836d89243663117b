"""The loader: an office folder becomes its Office and its Live part, or all its errors at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.checks_file import FILE as CHECKS
from config.checks_file import threshold_references, with_kinds
from config.departments import FOLDER as DEPARTMENTS
from config.departments import read_departments
from config.errors import (
    Loc,
    OfficeError,
    OfficeErrors,
    Part,
    Spot,
    error_at,
    located,
)
from config.people import FILE as PEOPLE
from config.people import People, read_people
from config.references import distribution_references, office_references, people_references
from config.register import CSV_FILES, WORKBOOK, read_register
from config.sentences import UNKNOWN_KEY
from config.thresholds import threshold_refusals
from config.vacancies import vacancies
from config.yaml_file import read_yaml
from domain.fields import Strict
from domain.office import Office

M = TypeVar("M", bound=BaseModel)

HEAD = "office.yaml"
CALENDAR = "calendar.yaml"
TRACKS = "tracks.yaml"
DISTRIBUTION = "distribution.yaml"
FILES = {HEAD, CALENDAR, CHECKS, TRACKS, DISTRIBUTION, PEOPLE, WORKBOOK, *CSV_FILES.values()}
_CONFIGURATION = {".yaml", ".yml", ".csv", ".xlsx", ".xls"}
_OTHER_FILES = {"calendar", "thresholds", "lamps", "tracks", "departments", "targets"}
HEAD_KEYS = Office.model_fields.keys() - _OTHER_FILES


class Distribution(Strict):
    """Who gets which paper, by key of the people file."""

    brief: tuple[str, ...]
    decision_sheet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """What is read live and never versioned: nothing here may change a judgement."""

    folder: Path
    addresses: Mapping[str, Mapping[str, Any]]
    """By department code: where its source is and which secret opens it."""
    people: People
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Loaded:
    """A whole office folder without errors."""

    office: Office
    live: Live


def load_office(folder: Path) -> Loaded:
    """Read the office folder. Raises OfficeErrors with everything that is wrong with it."""
    if not folder.is_dir():
        raise OfficeErrors([OfficeError(str(folder), 1, "没有这个文件夹")])
    errors = list(_strange_files(folder))
    head = _read_keys(folder, HEAD, HEAD_KEYS, errors)
    tracks = _read_keys(folder, TRACKS, {"lamps", "tracks"}, errors)
    departments = read_departments(folder, errors)
    register = read_register(folder, head.data.get("year"), errors)
    own = (head, _read_calendar(folder, errors), _read_checks(folder, errors), tracks)
    whole = _joined(*own, departments.part, register)
    told = {error.file for error in errors}
    doubted = {"target"} if told & {WORKBOOK, *CSV_FILES.values()} else set()
    doubted |= {"department"} if departments.unread else set()
    terms = read_people(folder, errors)
    listed = _read_keys(folder, DISTRIBUTION, Distribution.model_fields.keys(), errors)

    errors += office_references(whole, departments)
    errors += threshold_refusals(whole)
    errors += threshold_references(whole, doubted)
    errors += people_references(terms, departments)
    errors += vacancies(terms, whole)
    errors += distribution_references(listed, terms)
    distribution = _parsed(Distribution, listed, errors)
    office = _parsed(Office, whole, errors)
    if errors or office is None or distribution is None:
        raise OfficeErrors(errors)
    people = People(tuple(term for _, term in terms if term))
    return Loaded(office, Live(folder, departments.addresses, people, distribution))


def _strange_files(folder: Path) -> Iterator[OfficeError]:
    """Files that look like configuration and are not read: a misspelt name must not pass unseen."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _CONFIGURATION and path.name not in FILES and _is_own(path):
            yield OfficeError(path.name, 1, "不认识的文件，请核对文件名")
    for path in sorted((folder / DEPARTMENTS).glob("*")):
        if path.suffix not in {".yaml", ".example"} and _is_own(path):
            name = f"{DEPARTMENTS}/{path.name}"
            yield OfficeError(name, 1, "不认识的文件，单位文件须以.yaml结尾，停用的以.example结尾")


def _is_own(path: Path) -> bool:
    """Whether a person put it there, and not an editor, a spreadsheet or the system."""
    return path.is_file() and not path.name.startswith((".", "~"))


def _read_keys(folder: Path, file: str, keys: Collection[str], errors: list[OfficeError]) -> Part:
    """A YAML file that may hold ``keys`` and no others; empty if it cannot be read.

    Keys that are not written have a spot too, so that one can say where they are missing.
    """
    read = read_yaml(folder, file, errors)
    if read is None:
        return Part({}, {})
    errors += [error_at(read.spots, (key,), UNKNOWN_KEY) for key in read.data if key not in keys]
    unwritten: dict[Loc, Spot] = {(key,): Spot(file, 1, key) for key in keys}
    known = {key: value for key, value in read.data.items() if key in keys}
    return Part(known, unwritten | read.spots)


def _read_calendar(folder: Path, errors: list[OfficeError]) -> Part:
    if not (folder / CALENDAR).exists():
        return Part({}, {})
    read = read_yaml(folder, CALENDAR, errors) or Part({}, {})
    spots = {("calendar", *loc): spot for loc, spot in read.spots.items()}
    return Part({"calendar": read.data}, spots)


def _read_checks(folder: Path, errors: list[OfficeError]) -> Part:
    if not (folder / CHECKS).exists():
        return Part({}, {})
    return with_kinds(_read_keys(folder, CHECKS, {"thresholds"}, errors), errors)


def _joined(*parts: Part) -> Part:
    whole = Part({}, {})
    for part in parts:
        whole.data.update(part.data)
        whole.spots.update(part.spots)
    whole.spots[()] = Spot(HEAD, 1)
    return whole


def _parsed(model: type[M], read: Part, errors: list[OfficeError]) -> M | None:
    """``read`` as ``model``, or None and its errors; what an unread file lacks is not one."""
    try:
        return model.model_validate(read.data)
    except ValidationError as error:
        found = error.errors(include_url=False)
    known = {loc[0] for loc in read.spots if loc}
    told = [e for e in found if (e["loc"][0] in known if e["loc"] else not errors)]
    errors += located(told, read.spots)
    return None
