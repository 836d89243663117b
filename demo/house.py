"""The house from outside: its commands as child processes, with a pinned time."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}
DONE, WAITING = 0, 3


class CommandError(RuntimeError):
    """A command ended otherwise than the story says."""


@dataclass(frozen=True, slots=True)
class House:
    """Where the house works, and what its environment holds."""

    settings: Mapping[str, str]
    log: Path

    def do(self, *arguments: str, at: datetime, expect: int = DONE) -> str:
        """Run ``duban …`` at that moment. Raises CommandError unless it exits as expected."""
        return self.start([_duban(), *arguments], at, expect)

    def read(self, *arguments: str, at: datetime) -> Any:
        """What ``duban … --json`` prints."""
        return json.loads(self.do(*arguments, "--json", at=at))

    def flow(self, period: str, *, at: datetime, api: str) -> str:
        """Run the month as a Prefect flow against the server at ``api``."""
        command = [sys.executable, "-m", "flows.month", period]
        return self.start(command, at, DONE, {"PREFECT_API_URL": api})

    def start(
        self,
        command: list[str],
        at: datetime,
        expect: int,
        more: Mapping[str, str] | None = None,
    ) -> str:
        """Run one command to its end; everything it says goes into the log too."""
        started = time.monotonic()
        ended = subprocess.run(
            command,
            env={**_machine(), **self.settings, **(more or {}), "DUBAN_NOW": at.isoformat()},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        shown = " ".join([Path(command[0]).name, *command[1:]])
        with self.log.open("a", encoding="utf-8") as log:
            seconds = time.monotonic() - started
            log.write(f"\n[{at:%Y-%m-%d}] {shown} → {ended.returncode} ({seconds:.1f} s)\n")
            log.write(ended.stderr)
            log.write("" if "--json" in command else ended.stdout)
        if ended.returncode != expect:
            last = (ended.stderr or ended.stdout).strip()[-2000:]
            raise CommandError(f"{shown} exited {ended.returncode}, not {expect}:\n{last}")
        return ended.stdout


def _duban() -> str:
    return str(Path(sys.executable).with_name("duban"))


def _machine() -> dict[str, str]:
    """Our own environment without anybody else's settings of the house."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("DUBAN_", "PREFECT_"))}
    return own | QUIET | {"COLUMNS": "160"}
