"""docs/ledger.md is what others code against: it names every function, as it is."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import ledger
from domain.refusals import Refused
from ledger import refusals
from tests.house.reading import ROOT, text
from tests.ledger.scenes import BY_NAME

TEXT = text(Path("docs/ledger.md"))
CODE = TEXT.split("```python\n")[1].split("```")[0]
CALLS = {m[1]: m[2] for m in re.finditer(r"(?m)(?:^|· |with )(\w+\.\w+)\((.*?)\)(?= |:|$)", CODE)}
INSIDE = {"lay_down", "note", "of_subject", "latest_of_kind"}
"""Work on a connection inside another function's transaction: not for other rooms."""


def rooms() -> dict[str, ModuleType]:
    names = [m.name for m in pkgutil.iter_modules(ledger.__path__) if not m.ispkg]
    return {name: importlib.import_module(f"ledger.{name}") for name in names}


def offered() -> dict[str, inspect.Signature]:
    """Public functions that take the open ledger, by ``module.name``."""
    return {
        f"{name}.{function.__name__}": inspect.signature(function)
        for name, room in rooms().items()
        for function in vars(room).values()
        if inspect.isfunction(function)
        and inspect.unwrap(function).__module__ == room.__name__
        and not function.__name__.startswith("_")
        and "ledger" in inspect.signature(function).parameters
        and function.__name__ not in INSIDE
    }


def written(call: str) -> list[str]:
    """Parameter names as the page writes them, ``*`` and defaults among them."""
    return [part.strip() for part in call.split(",")]


def said(signature: inspect.Signature) -> list[str]:
    parts, keyword_only = [], False
    for name, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not keyword_only:
            parts.append("*")
            keyword_only = True
        is_needed = parameter.default is inspect.Parameter.empty
        parts.append(name if is_needed else f"{name}={parameter.default}")
    return parts


def test_every_function_is_on_the_page() -> None:
    documented = {name for name in CALLS if name.split(".")[0] in rooms()}
    assert documented - {"findings.finding_key"} == set(offered())
    assert len(documented) > 45


@pytest.mark.parametrize("name", sorted(offered()))
def test_a_function_is_called_as_the_page_says(name: str) -> None:
    assert written(CALLS[name]) == said(offered()[name])


def test_every_refusal_is_named() -> None:
    classes = {n for n, c in vars(refusals).items() if isinstance(c, type) and c is not Refused}
    listed = TEXT.split("imported from `ledger.refusals`:")[1].split(";")[0]
    assert set(re.findall(r"\w+", listed)) == classes
    for name in classes:
        assert issubclass(getattr(refusals, name), Refused)
        raised = [p for p in (ROOT / "ledger").glob("*.py") if f"raise {name}(" in p.read_text()]
        assert raised, f"nobody refuses with {name}"


def test_every_checkpoint_is_on_the_page() -> None:
    words = set(re.findall(r"\w+", CODE))
    missing = {name for name in BY_NAME if name not in words}
    assert missing == set()
