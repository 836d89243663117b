"""What one batch is held against: each target's own history, and what came for other months."""

from collections.abc import Iterator

import pytest

from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.period import Period
from ledger import archive, findings, outbox, reports
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_6_OF_APRIL = at("2014-04-09 09:00")
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
    found = {
        f.finding.rule
        for f in findings.listed(lagging.ledger, month("2014-04"), "D01")
        if f.current
    }
    assert found == {"decreased", "not_arrived"}
    assert reports.standing(lagging.ledger, [MARCH])["M1", MARCH].raw_value == "300"


def test_an_old_month_never_takes_todays_figure(office: SmallOffice) -> None:
    """D03's source names no month and tells what it knows today; a late run of February asks it."""
    settings = office.folder / "departments" / "D03.yaml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("{period}.csv", "today.csv").replace("period: 月份, ", "")
    settings.write_text(text, encoding="utf-8")
    opened = office.open()

    def pulled(asked: Period, figure: str) -> dict[str, str]:
        office.drop(str(asked), on_pace(asked.month))
        drop = office.folder / "drops" / "D03" / "today.csv"
        drop.write_text(f"编号,完成数,单位,原因\nM3,{figure},万元,\n", "utf-8")
        run(opened, asked, DAY_6_OF_APRIL, silent)
        held = reports.standing(opened.ledger, [FEBRUARY, MARCH])
        return {str(period): r.raw_value for (code, period), r in held.items() if code == "M3"}

    assert pulled(FEBRUARY, "150") == {"2014-02": "150"}
    assert pulled(MARCH, "250") == {"2014-02": "150", "2014-03": "250"}
    assert pulled(FEBRUARY, "250") == {"2014-02": "150", "2014-03": "250"}
    assert {
        f.finding.rule for f in findings.listed(opened.ledger, FEBRUARY, "D03") if f.current
    } == {"stale_payload"}
    assert pulled(MARCH, "250") == {"2014-02": "150", "2014-03": "250"}
    assert {
        f.finding.rule for f in findings.listed(opened.ledger, MARCH, "D03") if f.current
    } == set()
    opened.ledger.close()


def test_fault_d11_a_wild_narrative_is_printed_clean_and_its_bytes_are_kept(
    office: SmallOffice, parts: Parts
) -> None:
    wild = "雨季\u202e停工\x0b🚧" + "长" * 40_000
    office.drop("2014-02", on_pace(2, M1="20"))
    drop = office.folder / "drops" / "D01" / "2014-02.csv"
    drop.write_text(drop.read_text("utf-8").replace("雨季影响施工", wild), encoding="utf-8")
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    report = reports.standing(parts.ledger, [FEBRUARY])["M1", FEBRUARY]
    assert report.reason_given.startswith("雨季停工 🚧长")
    assert report.raw_hash is not None
    assert wild in archive.get(parts.ledger, report.raw_hash).decode()
    letters = [m for m in outbox.listed(parts.ledger) if m.envelope.department == "D01"]
    assert letters
