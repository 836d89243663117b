"""What a user gets: the wheel in a bare environment, outside the checkout."""

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.house.locks import pinned_here
from tests.house.reading import HOUSE, ROOT, files, text


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


def first_hour() -> str:
    """The commands of the README's first hour, but for the checkout's own environment."""
    chapter = text(Path("README.md")).partition("## The first hour")[2].partition("\n## ")[0]
    lines = "".join(re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL)).splitlines()
    return "\n".join(line for line in lines if ". .venv" not in line)


def in_shell(programs: Path, folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """What a user types in ``folder``, knowing no checkout."""
    mine = ("PYTHON", "DUBAN_", "PREFECT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env=kept | {"PATH": f"{programs}:{os.environ['PATH']}"},
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


@pytest.mark.slow
def test_the_first_hour_of_the_readme_runs_from_the_wheel(bare: Path, tmp_path: Path) -> None:
    """Word for word, in one shell; only waiting for a decision (exit 3) is no failure there."""
    waiting_is_well = 'duban() { echo "+ duban $*" >&2; command duban "$@" || [ $? -eq 3 ]; }\n'
    done = in_shell(bare, tmp_path, waiting_is_well + first_hour())
    assert done.returncode == 0, done.stderr
    assert "核对：存档、读数、评判前后一致" in done.stdout
    assert len(list(tmp_path.glob("my-data/copies/*.docx"))) == 1


def test_no_test_demo_or_benchmark_is_installed(bare: Path, tmp_path: Path) -> None:
    absent = ("tests", "demo", "bench", "pytest")
    question = f"import importlib.util as u; print([n for n in {absent} if u.find_spec(n)])"
    assert in_shell(bare, tmp_path, f'python -c "{question}"').stdout == "[]\n"
