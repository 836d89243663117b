"""A process is killed (SIGKILL) before and after every commit: nothing half done, nothing lost."""

import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from domain.refusals import Refused
from ledger import Ledger, archive
from ledger.tables import raw
from tests.house.reading import modules, text
from tests.ledger.contents import contents
from tests.ledger.killer import Killer, killer
from tests.ledger.scenes import BY_NAME, SCENES, Scene

Held = dict[str, list[str]]


@pytest.fixture(scope="module")
def kill() -> Iterator[Killer]:
    with killer() as running:
        yield running


@pytest.fixture(scope="module")
def whole(upgraded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Scene], Held]:
    """What a scene leaves on SQLite when nobody is killed."""

    @cache
    def played(scene: Scene) -> Held:
        folder = tmp_path_factory.mktemp("whole")
        shutil.copy(upgraded_file, folder / "ledger.db")
        points: list[str] = []
        ledger = Ledger.open(f"sqlite:///{folder}/ledger.db", folder, points.append)
        scene.before(ledger)
        scene.act(ledger)
        assert points[-2:] == [f"{scene.name}:before_commit", f"{scene.name}:after_commit"]
        held = contents(ledger)
        ledger.close()
        return held

    return played


@pytest.mark.parametrize("scene", SCENES, ids=BY_NAME.keys())
def test_fault_f1_killed_round_every_commit(
    ledger: Ledger, scene: Scene, kill: Killer, whole: Callable[[Scene], Held]
) -> None:
    """Before it nothing happened, after it all of it did, on both databases alike."""
    scene.before(ledger)
    before = contents(ledger)
    assert kill.play(ledger, scene.name, f"{scene.name}:before_commit") == -signal.SIGKILL
    assert contents(ledger) == before
    assert kill.play(ledger, scene.name, f"{scene.name}:after_commit") == -signal.SIGKILL
    assert contents(ledger) == whole(scene)
    assert_every_row_has_its_bytes(ledger)
    if scene.again:
        with suppress(Refused):
            scene.act(ledger)
        assert contents(ledger) == whole(scene), "the same again must be nothing"


def assert_every_row_has_its_bytes(ledger: Ledger) -> None:
    with ledger.read() as connection:
        rows = connection.execute(raw.select()).all()
    assert [len(archive.get(ledger, row.hash)) for row in rows] == [row.size for row in rows]


def test_every_transaction_has_its_scene() -> None:
    """A new transaction without a scene fails here."""
    named = {n for path in modules("ledger") for n in re.findall(r"r\.write\((.+?)\)", text(path))}
    plain = {name.strip('"') for name in named if re.fullmatch(r'"\w+"', name)}
    assert len(plain) > 20
    assert {name for name in named if name.strip('"') not in plain} == {
        "happened[0].kind",
        'f"mark_{outcome}"',
    }
    computed = {"finding_accepted", "finding_returned"} | {
        f"mark_{outcome}" for outcome in ("sent", "retry", "failed", "uncertain")
    }
    assert set(BY_NAME) == plain | computed
