"""What a user gets: the wheel in a bare environment, outside the checkout."""

import os
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.house.locks import pinned_here
from tests.house.reading import HOUSE, ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("hatchling", "build", "-t", "wheel", "-d", folder)
    subprocess.run([sys.executable, "-m", *build], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("duban-*.whl"))


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment that holds the wheel and what its users' lock names."""
    home = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home / "env"], check=True)
    pip = (sys.executable, "-m", "pip", "--python", home / "env/bin/python", "-q", "install")
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True)
    (site,) = home.glob("env/lib/python*/site-packages")
    lend_locked_packages(site)
    return home / "env/bin"


def lend_locked_packages(site: Path) -> None:
    """Link what the lock names from the environment at work, which pip made by its hashes."""
    for name in pinned_here("requirements.lock"):
        lent = distribution(name)
        tops = {file.parts[0] for file in lent.files or ()} - {"..", "__pycache__"}
        for top in tops:
            if not (site / top).exists():
                (site / top).symlink_to(Path(str(lent.locate_file(top))))


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
    assert any(name.endswith(".html") for name in inside)
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
    absent = ("tests", "demo", "bench", "pytest")
    question = f"import importlib.util as u; print([n for n in {absent} if u.find_spec(n)])"
    assert run(bare, tmp_path, "python", "-c", question).stdout == "[]\n"
