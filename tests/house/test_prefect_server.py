"""The locked Prefect server boots, takes the deployment, and leaves no process behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.house.reading import ROOT

BOOT_SECONDS = 120
STOP_SECONDS = 30
SCHEDULE = {"cron": "0 9 1-18 * 1-5", "timezone": "Asia/Shanghai", "day_or": False}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server with a home of its own, in a process group of its own."""
    port = free_port()
    program = Path(sys.executable).with_name("prefect")
    with (tmp_path / "log").open("wb") as log:
        started = subprocess.Popen(
            [program, "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=os.environ | {"PREFECT_HOME": str(tmp_path / "home")},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield started, f"http://127.0.0.1:{port}/api"
    finally:
        if group_lives(started.pid):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def answer(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).json() is True
    except (requests.ConnectionError, requests.Timeout):
        return False


def wait_until(happened: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.2)
    return False


def deploy(api: str, home: Path) -> dict[str, Any]:
    """What the server knows of the deployment after ``prefect deploy --all`` in the checkout."""
    pool = {"name": "duban", "type": "process"}
    requests.post(f"{api}/work_pools/", json=pool, timeout=30).raise_for_status()
    done = subprocess.run(
        [Path(sys.executable).with_name("prefect"), "--no-prompt", "deploy", "--all"],
        cwd=ROOT,
        env=os.environ | {"PREFECT_HOME": str(home), "PREFECT_API_URL": api, "PWD": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    answered = requests.get(f"{api}/deployments/name/month/monthly", timeout=30)
    answered.raise_for_status()
    found: dict[str, Any] = answered.json()
    return found


def test_the_server_boots_takes_the_deployment_and_stops(
    server: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    process, api = server
    booted = wait_until(lambda: answer(f"{api}/health"), BOOT_SECONDS)
    assert booted, (tmp_path / "log").read_text()
    deployed = deploy(api, tmp_path / "home")
    assert deployed["entrypoint"] == "flows/month.py:month"
    assert deployed["schedules"][0]["schedule"] == SCHEDULE
    assert "period" in deployed["parameter_openapi_schema"]["properties"]
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(STOP_SECONDS)
    assert wait_until(lambda: not group_lives(process.pid), STOP_SECONDS)
