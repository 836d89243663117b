"""Great Expectations stays behind one door, says nothing, reaches nobody and touches no figure."""

import ast
import subprocess
import sys
from textwrap import dedent
from typing import Any

import pytest

from checks.intake.expectations import SUITE, Rule
from checks.intake.known import Known
from checks.intake.suite import broken
from tests.checks.intake.builders import JUNE, checked, office, row, target
from tests.checks.intake.planted import PREVIOUS, ROWS, city
from tests.house.reading import HOUSE, ROOT, modules, tree

HEAVY = {"great_expectations", "pandas", "numpy"}


def run(program: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter in which a warning is an error, with no switch of the environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", dedent(program)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_importing_the_checks_loads_nothing_heavy() -> None:
    names = sorted(".".join(path.with_suffix("").parts) for path in modules("checks"))
    assert "checks.intake.suite" in names
    done = run(
        f"""
        import importlib, sys
        for name in {names}:
            importlib.import_module(name.removesuffix(".__init__"))
        print(sorted({HEAVY} & set(sys.modules)))
        """
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_one_module_of_the_house_opens_the_door() -> None:
    opening = {
        str(path)
        for path in modules(*HOUSE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
        )
        if (name or "").partition(".")[0] in HEAVY
    }
    assert opening == {"checks/intake/suite.py"}


def test_a_batch_is_silent_leaves_no_file_and_calls_nobody() -> None:
    """No warning, no progress bar, no look at the network, nothing written outside memory."""
    done = run(
        """
        import sys
        def watch(event, details):
            if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.sendto")):
                print(event, details)
            if event == "open" and isinstance(details[1], str) and set(details[1]) & set("wax+"):
                if "__pycache__" not in str(details[0]) and details[0] != "/dev/null":
                    print(event, details)
        from tests.checks.intake.builders import checked
        from tests.checks.intake.planted import PREVIOUS, ROWS, city
        sys.addaudithook(watch)
        found = checked(ROWS, city(), PREVIOUS)
        print(len(found.findings), {type(one.progress.value).__name__ for one in found.accepted})
        """
    )
    here = checked(ROWS, city(), PREVIOUS)
    assert (done.stdout, done.stderr) == (f"{len(here.findings)} {{'int'}}\n", "")


def test_fault_d04_no_figure_comes_back_out_of_the_suite() -> None:
    """Figures beyond what a float can hold pass unharmed: only keys are taken from a result."""
    texts = {"T01": "99999999999999.9999", "T02": "-0.0001", "T03": "90071992547409.9299"}
    wide: dict[str, Any] = {
        "annual": "99999999999999.9999",
        "kind": "level",
        "timeline": {"form": "constant"},
    }
    of = office([target(code, **(wide if code != "T02" else {})) for code in texts])
    feed = [row(code, text, place) for place, (code, text) in enumerate(texts.items())]
    found = checked(feed, of)
    for one in found.accepted:
        assert type(one.progress.value) is int
        assert str(one.progress.value) == texts[one.target.code].replace(".", "")
    assert {one.target.code for one in found.accepted} == {"T01", "T03"}
    assert [f.raw_value for f in found.findings if f.rule == "below_range"] == ["-0.0001"]


def test_an_expectation_that_cannot_be_computed_stops_the_batch() -> None:
    """Better no month than one that a check has silently left out."""
    absent = Rule(
        "absent",
        SUITE[0].severity,
        "{target}",
        "",
        lambda gx, _: gx.ExpectColumnValuesToBeInSet(column="no_such_column", value_set=["x"]),
    )
    of = office([target("T01")])
    known = Known(of, JUNE, {}, frozenset())
    with pytest.raises(RuntimeError, match="rule absent could not be computed"):
        broken([{"key": 0, "target": "T01"}], known, [absent])  # type: ignore[typeddict-item]
    assert broken([], known, [absent]) == []
