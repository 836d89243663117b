"""A real Prefect server of the demo's own; it starts while the first months run."""

import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

from demo.house import QUIET
from demo.ports import free_port

_READY_SECONDS = 120


class PrefectServer:
    """Started at once and stopped at the end; ``wait`` until it answers."""

    def __init__(self, folder: Path, machine: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._port = free_port()
        self.settings = {"PREFECT_HOME": str(folder), "PREFECT_LOGGING_LEVEL": "WARNING"}
        self._environment = machine | QUIET | self.settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}/api"

    def __enter__(self) -> Self:
        prefect = Path(sys.executable).with_name("prefect")
        where = ["--host", "127.0.0.1", "--port", str(self._port)]
        with (self._folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                [prefect, "server", "start", *where],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait(self) -> None:
        """Until it answers. Raises RuntimeError if it has ended or takes too long."""
        for _ in range(_READY_SECONDS * 2):
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with urlopen(f"{self.api}/health", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.5)
        raise RuntimeError(f"the Prefect server does not answer; see {self._folder}/server.log")
