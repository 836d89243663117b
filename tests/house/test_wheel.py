"""What a user gets: the wheel in a bare environment, outside the checkout, from the hashed lock."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.reading import HOUSE, ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("hatchling", "build", "-t", "wheel", "-d", folder)
    subprocess.run([sys.executable, "-m", *build], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("duban-*.whl"))


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that holds the locked packages and the wheel."""
    home = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", home / "env"], check=True)
    programs = home / "env/bin"
    pip = [str(programs / "pip"), "--disable-pip-version-check", "-q", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    return programs


def run(programs: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One call of the installed ``duban`` by a user who knows no checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    settings = {"DUBAN_OFFICE": str(folder / "office"), "DUBAN_DATA": str(folder / "data")}
    return subprocess.run(
        [programs / arguments[0], *arguments[1:]],
        cwd=folder,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_every_file_of_the_house_and_nothing_else(wheel: Path) -> None:
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    tracked = {str(path) for path in files() if path.parts[0] in HOUSE}
    assert inside == tracked
    assert any(name.endswith(".j2") for name in inside)
    assert any(name.startswith("config/office/departments/") for name in inside)
    assert any("/versions/" in name for name in inside)


def test_a_new_user_starts_from_the_wheel(bare: Path, tmp_path: Path) -> None:
    for arguments in (
        ("--help",),
        ("init", str(tmp_path / "office")),
        ("office", "check"),
        ("db", "upgrade"),
    ):
        done = run(bare, tmp_path, "duban", *arguments)
        assert done.returncode == 0, f"duban {' '.join(arguments)}\n{done.stdout}{done.stderr}"


def test_no_test_demo_or_benchmark_is_installed(bare: Path, tmp_path: Path) -> None:
    question = (
        "import importlib.util as u; print([n for n in ('tests','demo','bench') if u.find_spec(n)])"
    )
    assert run(bare, tmp_path, "python", "-c", question).stdout == "[]\n"
