"""What every test stands on: nothing phones home, nothing is skipped, examples are repeatable."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.imap_server import ImapServer, imap_server
from tests.support.postgres import Cluster, shared_cluster

_prefect_home = tempfile.mkdtemp(prefix="duban-prefect-")
atexit.register(shutil.rmtree, _prefect_home, ignore_errors=True)
os.environ.update(
    PREFECT_HOME=_prefect_home,
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY="false",
    PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS="false",
    DO_NOT_TRACK="1",
    GX_ANALYTICS_ENABLED="false",
)

settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("gate")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first: at the end one worker would wait for it alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that did not run proves nothing: a skip or an expected failure fails the session."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    unproven = [r for kind in ("skipped", "xfailed") for r in reporter.stats.get(kind, ())]
    if unproven and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("")
        for report in unproven:
            reporter.write_line(f"not run, so not proven: {report.nodeid}", red=True)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One PostgreSQL for the session, shared by its workers."""
    own = tmp_path_factory.getbasetemp()
    with shared_cluster(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as running:
        yield running


@pytest.fixture(scope="session")
def imap() -> Iterator[ImapServer]:
    """One Dovecot for each worker: it starts in a tenth of a second."""
    with imap_server() as running:
        yield running
