"""What a department hands in once, twice or changed, in a folder or by mail: what is held."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from cycle.explain import explain
from cycle.month import run
from cycle.progress import silent
from cycle.standings import standings
from cycle.status import status
from cycle.wiring import Parts
from domain.period import Period
from domain.words import MissingCause, PullOutcome, Standing
from ledger import archive, assessments, findings, pulls, reports
from tests.connectors.sources.mails import message
from tests.support.imap_server import PASSWORD, ImapServer
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
LIAISON = "c.d03@example.invalid"
HEAD = "编号,完成数,单位,月份,原因\n"


@dataclass(frozen=True)
class Way:
    """How D03's files arrive, and the month that they arrive in."""

    parts: Parts
    hand_in: Callable[[str, bytes, datetime], None]

    def run(self, when: str, asked: Period = FEBRUARY) -> None:
        run(self.parts, asked, at(when), silent)

    def figures(self) -> list[str]:
        return [each.raw_value for each in reports.revisions(self.parts.ledger, "M3", FEBRUARY)]

    def rules(self, asked: Period = FEBRUARY) -> list[str]:
        found = findings.listed(self.parts.ledger, asked, "D03")
        return [each.finding.rule for each in found if each.current]


def table(figure: str, stated: str = "2014-02") -> bytes:
    return f"{HEAD}M3,{figure},万元,{stated},\n".encode()


@pytest.fixture(params=["folder", "mailbox"])
def way(
    request: pytest.FixtureRequest,
    office: SmallOffice,
    imap: ImapServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Way]:
    office.drop("2014-02", on_pace(2))
    folder = office.folder / "drops" / "D03"
    (folder / "2014-02.csv").unlink()
    settings = office.folder / "departments" / "D03.yaml"
    text = settings.read_text(encoding="utf-8").replace("{period}.csv", "{period}*.csv")
    mailbox = imap.fresh()
    if request.param == "mailbox":
        monkeypatch.setenv("MAIL", PASSWORD)
        address = ", ".join(f"{key}: {value}" for key, value in mailbox.address.items())
        text = text.replace("folder: drops/D03", address)
    settings.write_text(text, encoding="utf-8")

    def drop(name: str, content: bytes, when: datetime) -> None:
        (folder / name).write_bytes(content)

    def send(name: str, content: bytes, when: datetime) -> None:
        mailbox.put(message([(name, content)], sender=LIAISON), when)

    opened = office.open()
    yield Way(opened, send if request.param == "mailbox" else drop)
    opened.ledger.close()


def test_fault_c12_the_same_file_again_and_renamed_is_one_figure(way: Way) -> None:
    way.hand_in("2014-02.csv", table("200"), at("2014-03-05 09:00"))
    way.run("2014-03-10 09:00")
    before = assessments.latest(way.parts.ledger, FEBRUARY)
    way.run("2014-03-10 10:00")
    way.hand_in("2014-02 再报.csv", table("200"), at("2014-03-10 10:30"))
    way.run("2014-03-10 11:00")
    assert way.figures() == ["200"]
    assert assessments.latest(way.parts.ledger, FEBRUARY) == before
    assert way.rules() == ["file_repeated"]


def test_fault_c13_a_file_changed_after_it_was_read_is_a_revision_and_both_are_kept(
    way: Way,
) -> None:
    way.hand_in("2014-02.csv", table("200"), at("2014-03-05 09:00"))
    way.run("2014-03-10 09:00")
    way.hand_in("2014-02.csv", table("150"), at("2014-03-10 09:30"))
    way.run("2014-03-10 10:00")
    assert way.figures() == ["200", "150"]
    both = reports.revisions(way.parts.ledger, "M3", FEBRUARY)
    kept = [archive.get(way.parts.ledger, each.raw_hash or "") for each in both]
    assert kept == [table("200"), table("150")]
    chain = explain(way.parts, "M3", FEBRUARY)
    assert chain.agrees
    assert chain.report == both[1]


def test_fault_c14_a_file_of_the_month_before_under_the_name_of_this_one_is_refused(
    way: Way,
) -> None:
    way.hand_in("2014-02.csv", table("200", "2014-01"), at("2014-03-05 09:00"))
    way.run("2014-03-10 09:00")
    assert way.figures() == []
    found = {line.target: line.standing for line in standings(way.parts, FEBRUARY)}
    assert found["M3"] is Standing.REJECTED


def test_the_same_bytes_next_month_are_last_month_s(way: Way) -> None:
    """Where no row names its month, only the bytes tell."""
    nameless = table("200", "")
    way.hand_in("2014-02.csv", nameless, at("2014-03-05 09:00"))
    way.run("2014-03-10 09:00")
    way.hand_in("2014-03.csv", nameless, at("2014-04-05 09:00"))
    way.run("2014-04-09 09:00", MARCH)
    assert way.figures() == ["200"]
    assert "stale_payload" in way.rules(MARCH)


@pytest.mark.parametrize("way", ["mailbox"], indirect=True)
def test_a_stranger_s_mail_leaves_a_department_as_silent_as_it_was(
    way: Way, office: SmallOffice
) -> None:
    """The office sees that there is one; when the people file knows the sender, it is read."""
    office_mail = Way(way.parts, way.hand_in)
    people = office.folder / "people.csv"
    known = people.read_text(encoding="utf-8")
    people.write_text(known.replace(LIAISON, "old@example.invalid"), encoding="utf-8")
    stranger = office.open()
    way.hand_in("2014-02.csv", table("100"), at("2014-03-05 09:00"))
    run(stranger, FEBRUARY, at("2014-03-10 09:00"), silent)
    assert pulls.latest(stranger.ledger, FEBRUARY)["D03"].outcome is PullOutcome.SILENT
    judged = assessments.latest(stranger.ledger, FEBRUARY)["municipal"].judgements
    (silenced,) = (j for j in judged if j.target == "M3")
    assert (silenced.standing, silenced.cause) == (
        Standing.MISSING,
        MissingCause.DEPARTMENT_SILENT,
    )
    told = status(stranger, FEBRUARY, at("2014-03-10 10:00")).outstanding
    (note,) = (one.error for one in told if one.department == "D03")
    assert "发件人不在人员名单中" in note
    assert "@" not in note
    stranger.ledger.close()
    office_mail.run("2014-03-10 11:00")
    assert office_mail.figures() == ["100"]


@pytest.mark.parametrize("way", ["mailbox"], indirect=True)
@pytest.mark.parametrize(
    ("last_day", "outcome"),
    [("2014-03-09", PullOutcome.OK), ("2014-02-27", PullOutcome.SILENT)],
)
def test_who_left_since_the_month_s_end_is_read_and_who_left_before_is_not(
    last_day: str, outcome: PullOutcome, way: Way, office: SmallOffice
) -> None:
    people = office.folder / "people.csv"
    text = people.read_text(encoding="utf-8")
    row = f"{LIAISON},,2012-01-01,"
    people.write_text(text.replace(row, f"{row}{last_day}"), encoding="utf-8")
    later = office.open()
    way.hand_in("2014-02.csv", table("200"), at("2014-03-05 09:00"))
    run(later, FEBRUARY, at("2014-03-10 09:00"), silent)
    assert pulls.latest(later.ledger, FEBRUARY)["D03"].outcome is outcome
    later.ledger.close()
