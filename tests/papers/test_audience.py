"""Promise 7: what is restricted never leaves its class, in any format."""

from dataclasses import replace

import pytest

from domain.snapshot import Snapshot
from domain.words import Basis, DecisionVerdict
from papers.brief import brief
from papers.brief_mail import brief_mail
from papers.facts import Audience, Fact
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.printers.as_text import print_text
from papers.tree import Document, Paragraph, TreeError, line
from tests.papers.builders import decided, replace_in
from tests.papers.city import city
from tests.papers.made import made
from tests.papers.reading import word_text
from tests.papers.small import small

SECRETS = ("举报人赵某", "13900001111", "内网盘/机密.xlsx", "deadbeefcafe", "原始值四百")


def with_secrets() -> Snapshot:
    """The small month; its reports carry who said so, where from and the raw text."""
    month = small()
    reports = {
        number: replace(
            one,
            actor=f"{SECRETS[0]} {SECRETS[1]}",
            place=replace(one.place, file=SECRETS[2]) if one.place else None,
            raw_hash=SECRETS[3] * 5,
            raw_value=SECRETS[4],
            basis=Basis.ENTERED,
        )
        for number, one in month.reports.items()
    }
    return replace_in(month, reports=reports)


@pytest.mark.parametrize("kind", ["brief", "brief_mail"])
def test_circulated_papers_carry_nothing_restricted(kind: str) -> None:
    document = made(kind, with_secrets())
    printed = (print_text(document), print_html(document), word_text(print_docx(document)))
    assert [secret for text in printed for secret in SECRETS if secret in text] == []
    assert {fact.audience for fact in document.facts()} == {Audience.CIRCULATED}


def test_the_sheet_for_the_leader_names_place_and_bytes() -> None:
    printed = print_text(made("decision_sheet", small()))
    (report,) = [one for one in small().reports.values() if one.basis is Basis.AUDITED]
    assert report.raw_hash is not None
    assert report.raw_hash[:12] in printed
    assert report.actor in printed
    assert "0000-87600110" not in printed


@pytest.mark.parametrize("kind", ["brief", "brief_mail", "decision_sheet"])
def test_no_person_below_the_leaders_is_named(kind: str) -> None:
    document = made(kind, small())
    private = {"addressee.name", "officer", "liaison", "duty_phone"}
    assert private & {f.name for f in document.facts()} == set()


@pytest.mark.parametrize(
    ("paper", "readable"),
    [
        (Audience.CIRCULATED, {Audience.CIRCULATED}),
        (Audience.DEPARTMENT, {Audience.CIRCULATED, Audience.DEPARTMENT}),
        (Audience.INTERNAL, set(Audience)),
    ],
)
def test_who_may_read_what(paper: Audience, readable: set[Audience]) -> None:
    assert {kept for kept in Audience if paper.may_read(kept)} == readable


@pytest.mark.parametrize("kept", [Audience.DEPARTMENT, Audience.INTERNAL])
def test_a_fact_out_of_its_class_stops_the_paper(kept: Audience) -> None:
    leak = Fact("actor", "赵某", "赵某", audience=kept)
    with pytest.raises(TreeError, match="kept for"):
        Document(line("通报"), (Paragraph(line(leak)),), Audience.CIRCULATED)


def test_one_name_never_stands_for_two_facts() -> None:
    twice = (Paragraph(line(Fact("total", 1, "1"))), Paragraph(line(Fact("total", 2, "2"))))
    with pytest.raises(TreeError, match="two different facts named total"):
        Document(line("通报"), twice, Audience.CIRCULATED)


def test_fault_e20_the_brief_names_nobody_before_the_decision_and_the_talk() -> None:
    """Proposed, declined, or decided and not yet told: none of them is in a circulated paper."""
    month = small(told=())
    proposal = month.proposals[-1]
    unspoken = (
        (),
        (decided(proposal, verdict=DecisionVerdict.DECLINE),),
        (decided(proposal, told_on=None, told_how=""),),
    )
    for decisions in unspoken:
        now = replace_in(month, decided=decisions)
        for document in (brief(now), brief_mail(now)):
            printed = print_text(document)
            assert "约谈" not in printed.replace("督办约谈情况", "")
            assert "督办约谈情况" not in printed
            assert "决定" not in printed


def test_a_decision_is_named_after_the_talk() -> None:
    month = small(told=())
    now = replace_in(month, decided=(decided(month.proposals[-1]),))
    assert "约谈住房和城乡建设局主要负责人" in print_text(brief(now))
    assert "约谈1件（住房和城乡建设局）" in print_text(brief_mail(now))


def test_a_decision_not_yet_told_is_not_counted_among_those_told() -> None:
    month = small(told=())
    told, waiting = month.proposals[:2]
    now = replace_in(month, decided=(decided(told), decided(waiting, told_on=None, told_how="")))
    printed = print_text(brief(now))
    assert "经批准并已告知单位主要负责人的督办约谈决定1件，涉及1个单位：" in printed
    assert "已告知的决定：市级个性目标曝光1件（住房和城乡建设局）。" in print_text(brief_mail(now))


def test_two_tracks_are_never_one_list() -> None:
    printed = print_text(brief(city()))
    section = printed.split("督办约谈情况")[1]
    municipal, upper = section.split("（二）上级考核目标")
    assert "约谈" not in municipal.split("（一）")[1].replace("督办约谈", "")
    assert "曝光" not in upper.split("下一步要求")[0]
