from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.wiring import Parts
from tests.support.small_office import SmallOffice, small_office


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    return small_office(tmp_path)


@pytest.fixture
def parts(office: SmallOffice) -> Iterator[Parts]:
    opened = office.open()
    yield opened
    opened.ledger.close()
