"""What one batch is held against: each target's own history, and what came for other months."""

from collections.abc import Iterator

import pytest

from cycle.findings import listed
from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from ledger import reports
from tests.support.small_office import SmallOffice, at, month

MARCH = month("2014-03")
DAY_6_OF_MAY = at("2014-05-09 09:00")


@pytest.fixture
def lagging(office: SmallOffice) -> Iterator[Parts]:
    """M1 owes the figure of the month before."""
    register = office.folder / "targets.csv"
    own = "M1,M1项目投资,municipal,D01,,累计量,,万元,1200,"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace(own, own + "1", 1), encoding="utf-8")
    opened = office.open()
    yield opened
    opened.ledger.close()


def test_a_lagging_target_keeps_its_history_on_a_second_run(
    office: SmallOffice, lagging: Parts
) -> None:
    """What fell is held against the month before, although its own month is known already."""
    months = (("2014-03", "2014-02", "200"), ("2014-04", "2014-03", "300"))
    for asked, stated, figure in (*months, ("2014-04", "2014-03", "39")):
        drop = office.folder / "drops" / "D01" / f"{asked}.csv"
        drop.write_text(f"编号,完成数,单位,月份,原因\nM1,{figure},万元,{stated},\n", "utf-8")
        run(lagging, month(asked), DAY_6_OF_MAY, silent)
    found = {f.finding.rule for f in listed(lagging, month("2014-04"), "D01") if f.current}
    assert found == {"decreased", "not_arrived"}
    assert reports.standing(lagging.ledger, [MARCH])["M1", MARCH].raw_value == "300"
