"""What is known of an office folder, errors or not: enough for a draft, too little to judge by."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from config.departments import read_departments
from config.loader import HEAD
from config.register import read_register
from config.yaml_file import read_yaml
from domain.office import Department
from domain.targets import Target

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Known:
    """The departments and targets that can be read, by code; neither need fit the other."""

    departments: Mapping[str, Department]
    targets: Mapping[str, Target]


def read_known(folder: Path) -> Known:
    """A department without a file of its own, as before its first draft, still has its targets."""
    head = read_yaml(folder, HEAD, [])
    register = read_register(folder, head.data.get("year") if head else None, [])
    departments = read_departments(folder, []).part
    return Known(
        _readable(Department, departments.data["departments"]),
        _readable(Target, register.data["targets"]),
    )


def _readable(model: type[M], plain: Mapping[str, Mapping[str, Any]]) -> dict[str, M]:
    found = {}
    for code, values in plain.items():
        try:
            found[code] = model.model_validate({"code": code, **values})
        except ValidationError:
            continue
    return found
