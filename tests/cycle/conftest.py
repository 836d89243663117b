from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    return small_office(tmp_path)


@pytest.fixture
def parts(office: SmallOffice) -> Iterator[Parts]:
    opened = office.open()
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="session")
def judged_march(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    """U2 is behind in February and March: on day 6 of April an interview is proposed."""
    made = small_office(tmp_path_factory.mktemp("march"))
    made.drop("2014-02", on_pace(2, U2="150"))
    made.drop("2014-03", on_pace(3, U2="190"))
    opened = made.open()
    run(opened, month("2014-02"), at("2014-03-10 09:00"), silent)
    run(opened, month("2014-03"), at("2014-04-09 09:00"), silent)
    opened.ledger.close()
    return made


@pytest.fixture
def march_office(judged_march: SmallOffice, tmp_path: Path) -> SmallOffice:
    """A copy of one's own."""
    return judged_march.copy(tmp_path)


@pytest.fixture
def march(march_office: SmallOffice) -> Iterator[Parts]:
    opened = march_office.open()
    yield opened
    opened.ledger.close()
