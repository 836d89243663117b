"""A whole month on PostgreSQL leaves what it leaves on SQLite."""

from datetime import date
from pathlib import Path

import pytest

from cycle.decide import Ruling, Signed, decide
from cycle.figures import Audited, audit
from cycle.issue import issue
from cycle.month import run
from cycle.progress import silent
from cycle.reissue import reissue
from cycle.wiring import Parts
from domain.words import DecisionVerdict
from ledger import proposals
from tests.support.contents import contents
from tests.support.postgres import Cluster
from tests.support.small_office import at, month, on_pace, small_office

FEBRUARY, MARCH = month("2014-02"), month("2014-03")


def to_the_issue(root: Path) -> dict[str, list[str]]:
    office = small_office(root)
    office.drop("2014-02", on_pace(2, U2="150"))
    office.drop("2014-03", on_pace(3, U2="190", M1="x"))
    parts = office.open()
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    run(parts, MARCH, at("2014-04-09 09:00"), silent)
    audit(parts, MARCH, [Audited("U2", "190", "凭证")], "丙", at("2014-04-10 09:00"))
    _confirm(parts)
    when = at("2014-04-15 09:00")
    done = issue(parts, MARCH, signed_by="示例甲", document="签1", now=when, progress=silent)
    again = reissue(parts, MARCH, root / "again")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in done.paths]
    found = contents(parts, (FEBRUARY, MARCH))
    parts.ledger.close()
    return found


def _confirm(parts: Parts) -> None:
    (state,) = proposals.of_period(parts.ledger, MARCH)
    number = state.proposal.number
    ruling = Ruling(number, DecisionVerdict.CONFIRM, None, "", date(2014, 4, 11), "面谈")
    signed = Signed("示例甲", "丙", "批示1号", at("2014-04-11 09:00"), date(2014, 4, 11))
    decide(parts, [ruling], signed)


def test_both_databases_end_with_the_same_month(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite = to_the_issue(tmp_path / "sqlite")
    monkeypatch.setenv("DUBAN_LEDGER", postgres.fresh())
    assert to_the_issue(tmp_path / "postgresql") == on_sqlite
