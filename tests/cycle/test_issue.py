"""The brief is issued once, frozen whole, and comes back from its archived bytes."""

import shutil
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from config.people import People
from cycle.decide import Ruling, Signed, decide
from cycle.explain import explain
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
SIGNED = Signed("示例甲", "丙", "批示1号", at("2014-04-11 09:00"), date(2014, 4, 11))


@pytest.fixture
def audited(march: Parts) -> Parts:
    audit(march, MARCH, [Audited("U2", "190", "凭证")], "丙", at("2014-04-10 09:00"))
    return march


def decided(parts: Parts, told_on: date | None = None) -> None:
    (state,) = proposals.of_period(parts.ledger, MARCH)
    how = "面谈" if told_on else ""
    ruling = Ruling(state.proposal.number, DecisionVerdict.CONFIRM, None, "", told_on, how)
    decide(
        parts,
        [ruling],
        SIGNED,
    )


def issued(parts: Parts) -> Issued:
    return issue(parts, MARCH, signed_by="示例甲", document="签1", now=DAY_10, progress=silent)


def html(paths: tuple[Path, ...]) -> str:
    return next(path for path in paths if path.suffix == ".html").read_text(encoding="utf-8")


def test_an_undecided_proposal_stops_the_issue(audited: Parts) -> None:
    with pytest.raises(Refused, match="尚未批示，不能印发"):
        issued(audited)
    assert editions.of_period(audited.ledger, MARCH, PaperKind.BRIEF) == ()


def test_a_stranger_signs_nothing(audited: Parts) -> None:
    decided(audited)
    with pytest.raises(Refused, match="在任人员中没有“路人”，可以是：示例甲、示例乙、示例丙"):
        issue(audited, MARCH, signed_by="路人", document="签1", now=DAY_10, progress=silent)


def test_what_the_brief_leaves_out_and_who_was_not_heard_is_said(audited: Parts) -> None:
    decided(audited)
    done = issued(audited)
    (state,) = proposals.of_period(audited.ledger, MARCH)
    assert (done.untold, done.unheard) == ((state.proposal.number,), ())


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
    assert "经批准并已告知单位主要负责人的督办约谈决定" in printed


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


def test_a_month_is_issued_once_and_the_same_again_sends_nothing(audited: Parts) -> None:
    decided(audited)
    done = issued(audited)
    again = issued(audited)
    assert (again.number, again.paths, again.delivered.sent) == (done.number, done.paths, 0)
    with pytest.raises(Refused, match="通报已印发（示效能〔2014〕1号）"):
        issue(audited, MARCH, signed_by="示例乙", document="签1", now=DAY_10, progress=silent)


def test_the_same_again_finishes_an_issue_that_was_cut_short(audited: Parts) -> None:
    decided(audited)

    def broken(_message: bytes, _address: str) -> str:
        raise OSError("cut short")

    cut = replace(audited, channel=replace(audited.channel, send=broken))
    with pytest.raises(OSError, match="cut short"):
        issued(cut)
    shutil.rmtree(audited.data / "papers")
    done = issued(audited)
    assert done.delivered.sent == 1
    assert all(path.exists() for path in done.paths)


def test_no_brief_before_the_contest_day(audited: Parts) -> None:
    decided(audited)
    early = at("2014-04-10 09:00")
    with pytest.raises(Refused, match="异议期至2014-04-11，此前不得印发"):
        issue(audited, MARCH, signed_by="示例甲", document="签1", now=early, progress=silent)


def test_a_month_in_which_somebody_was_never_asked_is_not_issued(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent, only="D02")
    with pytest.raises(Refused, match="D01、D03、D04尚未采集，不能印发"):
        issue(parts, FEBRUARY, signed_by="示例甲", document="签1", now=DAY_10, progress=silent)


def test_changed_rules_are_looked_at_before_the_issue(
    audited: Parts, march_office: SmallOffice
) -> None:
    decided(audited)
    tracks = march_office.folder / "tracks.yaml"
    text = tracks.read_text(encoding="utf-8")
    tracks.write_text(text.replace("yellow: {at_least: 10}", "yellow: {at_least: 1}"), "utf-8")
    changed = march_office.open()
    with pytest.raises(Refused, match="规则已变化，已重新评判"):
        issued(changed)
    changed.ledger.close()


def test_a_vacant_place_on_the_list_stops_the_issue(audited: Parts) -> None:
    decided(audited)
    terms = tuple(t for t in audited.live.people.terms if t.key != "L1")
    vacant = replace(audited, live=replace(audited.live, people=People(terms)))
    with pytest.raises(Refused, match="通报分发名单中L1已无在任人员"):
        issued(vacant)
    assert editions.of_period(audited.ledger, MARCH, PaperKind.BRIEF) == ()


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


def test_an_earlier_month_revised_later_leaves_the_edition_alone(
    audited: Parts, tmp_path: Path
) -> None:
    decided(audited)
    done = issued(audited)
    later = at("2014-04-20 09:00")
    audit(audited, FEBRUARY, [Audited("M1", "100", "凭证")], "丙", later)
    again = reissue(audited, MARCH, tmp_path / "again")
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in done.paths]
    assert explain(audited, "M1", MARCH).agrees
