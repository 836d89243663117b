"""Real servers for the sources' tests."""

import pytest

from tests.support.certificates import Certificate, self_signed


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate that is good for 127.0.0.1."""
    return self_signed(tmp_path_factory.mktemp("certificate"))
