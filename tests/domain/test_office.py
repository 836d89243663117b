"""The office document: canonical, complete, and strict when it is read."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from checks.lamps import PRESETS
from domain.office import Office, document_hash

Plain = dict[str, Any]
HOLIDAYS = ["2014-07-01", "2014-03-03", "2014-12-24", "2014-01-15", "2014-08-20", "2014-05-06"]
TARGET = {
    "code": "M1",
    "name": "固定资产投资",
    "department": "D01",
    "supporting": ["D02"],
    "track": "municipal",
    "kind": "cumulative",
    "unit": "万元",
    "annual": "1200.5",
    "timeline": {"form": "linear"},
    "from": "2014-01-01",
}


def plain() -> Plain:
    """A small office as a folder gives it."""
    departments = {
        code: {
            "code": code,
            "name": f"{code}局",
            "city_leader": "L1",
            "dialect": "csv",
            "reading": {"columns": {"target": "编号", "figure": "完成"}, "decimals": 2},
        }
        for code in ("D01", "D02")
    }
    return {
        "name": "泰兴市效能办",
        "code_word": "泰效能",
        "duty_phone": "0523-1",
        "year": 2014,
        "counted_whole": ["站", "台", "辆"],
        "calendar": {"holidays": HOLIDAYS, "workdays": ["2014-07-05"]},
        "lamps": {"银川": PRESETS["银川"].model_dump(mode="json", exclude_unset=True)},
        "tracks": {"municipal": {"label": "市级", "lamps": "银川"}},
        "departments": departments,
        "targets": {"M1": TARGET, "M2": TARGET | {"code": "M2", "annual": 90}},
    }


def shuffled(value: Any, draw: random.Random) -> Any:
    """The same document written in another order."""
    if isinstance(value, dict):
        keys = draw.sample(list(value), len(value))
        return {key: shuffled(value[key], draw) for key in keys}
    return value


def test_a_document_reads_back_as_itself() -> None:
    office = Office.model_validate(plain())
    again = Office.from_document(office.document())
    assert again == office
    assert again.document() == office.document()


def test_the_hash_names_the_content_and_not_its_order() -> None:
    document = Office.model_validate(plain()).document()
    draw = random.Random(7)
    for _ in range(20):
        other = shuffled(plain(), draw)
        other["counted_whole"] = draw.sample(other["counted_whole"], 3)
        other["calendar"]["holidays"] = draw.sample(HOLIDAYS, len(HOLIDAYS))
        assert Office.model_validate(other).document() == document
    assert document_hash(document) == document_hash(Office.from_document(document).document())
    assert len(document_hash(document)) == 64


def test_the_document_is_canonical_json_with_exact_amounts() -> None:
    document = Office.model_validate(plain()).document()
    said = json.loads(document, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert document == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert [said["targets"][code]["annual"] for code in ("M1", "M2")] == ["1200.5", "90"]
    assert said["targets"]["M1"]["from"] == "2014-01-01"
    assert said["calendar"]["holidays"] == sorted(HOLIDAYS)
    assert said["counted_whole"] == sorted(["站", "台", "辆"])


def _annual(office: Plain) -> None:
    office["targets"]["M1"]["annual"] = "1200.5001"


def _timeline(office: Plain) -> None:
    office["targets"]["M1"]["timeline"] = {"form": "stepped", "steps": [20, 50, 75, 100]}


def _reading(office: Plain) -> None:
    office["departments"]["D01"]["reading"]["decimals"] = 3


def _holiday(office: Plain) -> None:
    office["calendar"]["holidays"].append("2014-08-01")


def _tolerance(office: Plain) -> None:
    office["tracks"]["municipal"]["tolerance_points"] = "0.0001"


@pytest.mark.parametrize("change", [_annual, _timeline, _reading, _holiday, _tolerance])
def test_whatever_a_judgement_may_depend_on_changes_the_hash(
    change: Callable[[Plain], None],
) -> None:
    office = json.loads(json.dumps(plain()))
    change(office)
    changed = Office.model_validate(office).document()
    assert document_hash(changed) != document_hash(Office.model_validate(plain()).document())


def test_fault_d07_every_target_at_fault_is_named_at_once() -> None:
    office = plain()
    shares = {"form": "shares", "values": {"2014-02": "10", "2014-11": "100"}}
    office["targets"] |= {
        "M3": TARGET | {"code": "M3", "timeline": None},
        "M4": TARGET | {"code": "M4", "timeline": {"form": "stepped", "steps": [20, 50, 75, 90]}},
        "M5": TARGET | {"code": "M5", "annual": "0"},
    }
    with pytest.raises(ValidationError) as refused:
        Office.model_validate(office)
    assert {error["loc"][1] for error in refused.value.errors()} == {"M3", "M4", "M5"}
    office = plain()
    office["targets"] |= {
        "M6": TARGET | {"code": "M6", "timeline": shares},
        "M7": TARGET | {"code": "M7", "department": "D77", "track": "upper"},
    }
    with pytest.raises(ValidationError) as refused:
        Office.model_validate(office)
    for words in (
        "target M6: no plan for 2014-03",
        "2014-12",
        "target M7: unknown department D77",
        "target M7: unknown track upper",
    ):
        assert words in str(refused.value)


@pytest.mark.parametrize("section", ["", "departments", "targets", "tracks", "lamps"])
def test_an_unknown_key_is_never_passed_over(section: str) -> None:
    office = json.loads(json.dumps(plain()))
    place = next(iter(office[section].values())) if section else office
    place["tolerance_point"] = 1
    with pytest.raises(ValidationError, match="tolerance_point"):
        Office.model_validate(office)
