"""The Prefect flow against a real server leaves the ledger that the plain run leaves."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from cycle.month import run
from cycle.progress import silent
from ledger import assessments, pulls
from tests.support.contents import contents
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
BOOT_SECONDS = 120


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prefect server of the tests' own, its home and its processes gone afterwards."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("prefect")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=os.environ | {"PREFECT_HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}/api"
    try:
        _wait_for(url)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{url}/health", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.3)
    raise TimeoutError(f"no Prefect server answers at {url}")


def office(root: Path) -> SmallOffice:
    made = small_office(root)
    made.drop("2014-02", on_pace(2, U2="150"))
    made.drop("2014-03", {t: f for t, f in on_pace(3, U2="190", M1="x").items() if t != "M4"})
    parts = made.open()
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    parts.ledger.close()
    return made


SCHEDULED = """
from datetime import datetime
from types import SimpleNamespace
import flows.month
flows.month.flow_run = SimpleNamespace(scheduled_start_time=datetime(2014, 4, 2, 9).astimezone())
print(*flows.month.month(), sep="\\n")
"""
"""As Prefect starts what it scheduled for that morning."""


def flow(made: SmallOffice, api: str, *words: str) -> subprocess.CompletedProcess[str]:
    return program(made, api, "-m", "flows.month", *words)


def program(
    made: SmallOffice, api: str, *words: str, now: str = "2014-04-09 09:00"
) -> subprocess.CompletedProcess[str]:
    settings = {
        "DUBAN_OFFICE": str(made.folder),
        "DUBAN_DATA": str(made.settings.data),
        "DUBAN_NOW": at(now).isoformat(),
        "PREFECT_API_URL": api,
    }
    return subprocess.run(
        [sys.executable, *words],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_plain_run_and_flow_leave_the_same_ledger(api: str, tmp_path: Path) -> None:
    plain, flowing = office(tmp_path / "plain"), office(tmp_path / "flow")
    opened = plain.open()
    run(opened, MARCH, at("2014-04-09 09:00"), silent)
    wanted = contents(opened, (FEBRUARY, MARCH))
    opened.ledger.close()
    done = flow(flowing, api, "2014-03")
    assert done.returncode == 0, done.stderr
    assert "待批示：1件" in done.stdout
    ran = flowing.open()
    assert contents(ran, (FEBRUARY, MARCH)) == wanted
    ran.ledger.close()


def test_a_scheduled_run_before_the_judging_day_only_collects(api: str, tmp_path: Path) -> None:
    made = office(tmp_path)
    done = program(made, api, "-c", SCHEDULED, now="2014-04-02 09:00")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2014年3月自2014-04-09起评判，今日不评判\n采集：4个单位\n")
    opened = made.open()
    assert assessments.latest(opened.ledger, MARCH) == {}
    assert pulls.latest(opened.ledger, MARCH).keys() == {"D01", "D02", "D03", "D04"}
    opened.ledger.close()


def test_the_ui_shows_a_task_per_department_and_a_table(api: str, tmp_path: Path) -> None:
    made = office(tmp_path)
    assert flow(made, api, "2014-03").returncode == 0
    runs = requests.post(f"{api}/task_runs/filter", json={}, timeout=30).json()
    assert {one["name"] for one in runs} >= {"D01 发展改革局", "D04 水利局"}
    artifacts = requests.post(f"{api}/artifacts/filter", json={}, timeout=30).json()
    table = next(one for one in artifacts if one["key"] == "month-2014-03")
    assert table["type"] == "table"
    assert "采集：4个单位" in table["description"]


def test_a_refusal_fails_the_flow_with_its_sentence(api: str, tmp_path: Path) -> None:
    done = flow(office(tmp_path), api, "2014-01")
    assert done.returncode != 0
    assert "自2月起评判" in done.stderr


def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    done = flow(office(tmp_path), "")
    assert done.returncode != 0
    assert "PREFECT_API_URL is not set" in done.stderr
