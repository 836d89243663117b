"""The brief is issued once, frozen whole, and comes back from its archived bytes."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from cycle.decide import Ruling, Signed, decide
from cycle.figures import Audited, audit
from cycle.issue import Issued, issue
from cycle.month import run
from cycle.progress import silent
from cycle.reissue import reissue
from cycle.wiring import Parts
from domain.refusals import Refused, Tripped
from domain.words import DecisionVerdict, MessageKind, PaperKind
from ledger import Tampered, assessments, editions, outbox, proposals
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_10 = at("2014-04-15 09:00")


@pytest.fixture
def audited(march: Parts) -> Parts:
    audit(march, MARCH, [Audited("U2", "190", "凭证")], "丙", at("2014-04-10 09:00"))
    return march


def decided(parts: Parts, told_on: date | None = None) -> None:
    (state,) = proposals.of_period(parts.ledger, MARCH)
    how = "面谈" if told_on else ""
    ruling = Ruling(state.proposal.number, DecisionVerdict.CONFIRM, None, "", told_on, how)
    decide(parts, [ruling], Signed("甲", "丙", "批示1号", at("2014-04-11 09:00")))


def issued(parts: Parts) -> Issued:
    return issue(parts, MARCH, signed_by="甲", document="签1", now=DAY_10, progress=silent)


def html(paths: tuple[Path, ...]) -> str:
    return next(path for path in paths if path.suffix == ".html").read_text(encoding="utf-8")


def test_an_undecided_proposal_stops_the_issue(audited: Parts) -> None:
    with pytest.raises(Refused, match="尚未批示，不能印发"):
        issued(audited)
    assert editions.of_period(audited.ledger, MARCH, PaperKind.BRIEF) == ()


def test_it_always_names_who_signs(audited: Parts) -> None:
    decided(audited)
    with pytest.raises(Refused, match="签发人不能为空"):
        issue(audited, MARCH, signed_by="", document="签1", now=DAY_10, progress=silent)


def test_the_brief_names_an_interview_only_after_the_head_was_told(
    audited: Parts, march_office: SmallOffice
) -> None:
    decided(audited)
    assert "约谈" not in html(issued(audited).paths).replace("督办约谈", "")


def test_the_brief_names_an_interview_of_which_the_head_was_told(audited: Parts) -> None:
    decided(audited, told_on=date(2014, 4, 11))
    printed = html(issued(audited).paths)
    assert "督办约谈情况" in printed
    assert "均已告知单位主要负责人" in printed


def test_everyone_on_the_list_gets_one_mail_with_the_brief(audited: Parts) -> None:
    decided(audited)
    done = issued(audited)
    assert (done.number, done.delivered.sent) == ("示效能〔2014〕1号", 2)
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (audited.data / "outbox").glob("l*.eml")
    ]
    briefs = [m for m in mails if "目标任务完成情况的通报" in m["Subject"]]
    assert sorted(m["To"].addresses[0].addr_spec for m in briefs) == [
        "l1@example.invalid",
        "l9@example.invalid",
    ]
    (attached,) = [part.get_filename() for part in briefs[0].iter_attachments()]
    assert attached == "2014-03月督查通报.docx"


def test_a_month_is_issued_once(audited: Parts) -> None:
    decided(audited)
    issued(audited)
    with pytest.raises(Refused, match="通报已印发（示效能〔2014〕1号）"):
        issued(audited)


def test_reissued_bytes_are_the_issued_ones(audited: Parts, tmp_path: Path) -> None:
    decided(audited)
    done = issued(audited)
    again = reissue(audited, MARCH, tmp_path / "again")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in done.paths]


def test_a_later_figure_leaves_the_issued_paper_alone(
    audited: Parts, march_office: SmallOffice, tmp_path: Path
) -> None:
    decided(audited)
    done = issued(audited)
    march_office.drop("2014-03", on_pace(3, U2="190", M1="250"))
    outcome = run(audited, MARCH, at("2014-04-20 09:00"), silent)
    assert outcome.assessed.issued
    assert outcome.assessed.reassessed == ("municipal",)
    again = reissue(audited, MARCH, tmp_path / "again")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in done.paths]
    assert len(proposals.of_period(audited.ledger, MARCH)) == 1


def test_a_later_telling_leaves_the_facts_alone(audited: Parts, tmp_path: Path) -> None:
    decided(audited)
    issued(audited)
    (state,) = proposals.of_period(audited.ledger, MARCH)
    proposals.tell(
        audited.ledger,
        state.proposal.number,
        told_on=date(2014, 4, 14),
        told_how="面谈",
        recorder="丙",
        now=at("2014-04-16 09:00"),
    )
    assert reissue(audited, MARCH, tmp_path / "again")


def test_one_changed_byte_in_the_archive_stops_the_reissue(audited: Parts, tmp_path: Path) -> None:
    decided(audited)
    issued(audited)
    (edition,) = editions.of_period(audited.ledger, MARCH, PaperKind.BRIEF)
    raw = edition.papers[0].raw_hash
    archived = audited.data / "archive" / raw[:2] / raw
    archived.write_bytes(archived.read_bytes()[:-1] + b"!")
    with pytest.raises(Tampered, match=raw):
        reissue(audited, MARCH, tmp_path / "again")


def test_figures_that_came_after_the_judgement_are_looked_at_first(
    audited: Parts, march_office: SmallOffice
) -> None:
    decided(audited)
    march_office.drop("2014-03", on_pace(3, U2="190", M1="250"))
    run(audited, MARCH, at("2014-04-14 09:00"), silent)
    judged = assessments.latest(audited.ledger, MARCH)["municipal"].number
    with pytest.raises(Refused, match="尚未批示"):
        issued(audited)
    assert assessments.latest(audited.ledger, MARCH)["municipal"].number == judged


def test_a_tripped_month_is_not_issued(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    office.drop("2014-03", dict.fromkeys(on_pace(3), "201"))
    tripped = run(parts, MARCH, at("2014-04-09 09:00"), silent).assessed
    assert tripped.tripped
    with pytest.raises(Tripped, match="未解除前不能印发"):
        issued(parts)
    kinds = {m.envelope.kind for m in outbox.listed(parts.ledger, MARCH)}
    assert MessageKind.ALERT not in kinds
