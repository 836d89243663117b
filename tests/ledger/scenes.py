"""One scene for every transaction of the ledger: what must be there before, and the call itself.

``act`` finds its matter in the ledger, so that another process can play the scene.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from domain.matters import Event, Printed
from domain.records import Body, Pull
from domain.words import MessageKind, MessageState, PullOutcome
from ledger import (
    Ledger,
    answers,
    archive,
    assessments,
    contests,
    editions,
    events,
    findings,
    offices,
    outbox,
    proposals,
    pulls,
    releases,
    reports,
    runs,
)
from tests.ledger import builders as made
from tests.ledger.builders import JUNE, NOW

LATER = NOW + timedelta(hours=1)
PRINTED = [Printed("docx", "brief.docx", b"docx"), Printed("html", "brief.html", b"html")]


@dataclass(frozen=True, slots=True)
class Scene:
    """``again``: playing it once more writes nothing."""

    name: str
    act: Callable[[Ledger], object]
    before: Callable[[Ledger], object] = lambda _ledger: None
    again: bool = True


def pulled(ledger: Ledger) -> None:
    run = runs.start(ledger, JUNE, "甲", NOW)
    hashes = archive.keep(ledger, [Body("page-1.json", b"1"), Body("page-2.json", b"2")], NOW)
    asked = [Pull("D01", JUNE, PullOutcome.OK, hashes, rows=2)]
    answers.record(ledger, run.number, asked, (), NOW)


def found(ledger: Ledger) -> None:
    pulled(ledger)
    answers.record(ledger, 1, (), [made.finding()], NOW)


def proposed(ledger: Ledger) -> None:
    proposals.record(ledger, JUNE, [made.proposal()], NOW)


def decided(ledger: Ledger) -> None:
    proposed(ledger)
    decide(ledger)


def decide(ledger: Ledger) -> None:
    proposals.decide(ledger, [made.decision(proposals.by_number(ledger, 1))])


def queued(ledger: Ledger) -> None:
    outbox.enqueue(ledger, [made.letter()], NOW)


def claimed(ledger: Ledger) -> None:
    queued(ledger)
    outbox.claim(ledger, 1, "甲", NOW)


def swept(ledger: Ledger) -> None:
    claimed(ledger)
    outbox.sweep(ledger, JUNE, NOW)


def mark(outcome: MessageState, ledger: Ledger) -> None:
    (attempt,) = outbox.attempts(ledger, 1)
    outbox.mark(ledger, attempt, outcome, answer="250 ok", now=NOW, retry_at=LATER)


def freeze(ledger: Ledger) -> None:
    (judged,) = assessments.latest(ledger, JUNE).values()
    letter = made.letter("brief/2014-06/P9", b"brief", kind=MessageKind.BRIEF)
    edition = made.edition(assessments=(judged.number,))
    editions.freeze(ledger, edition, PRINTED, [letter], NOW)


def changed_grounds(ledger: Ledger) -> None:
    proposals.record(ledger, JUNE, [made.proposal(grounds_hash="g2")], NOW)


def record_answers(ledger: Ledger) -> None:
    (known,) = pulls.of_period(ledger, JUNE)
    answers.record(ledger, 1, [replace(known, department="D02")], [made.finding()], NOW)


SCENES = (
    Scene("store_office", lambda led: offices.store(led, "{}", "config", NOW)),
    Scene("start_run", lambda led: runs.start(led, JUNE, "甲", NOW), again=False),
    Scene(
        "end_run",
        lambda led: runs.end(led, 1, "waiting", LATER),
        before=lambda led: runs.start(led, JUNE, "甲", NOW),
    ),
    Scene("keep", lambda led: archive.keep(led, [Body("a", b"a"), Body("b", b"b")], NOW)),
    Scene("record_answers", record_answers, before=pulled, again=False),
    Scene(
        "finding_accepted",
        lambda led: findings.accept(led, [1], "甲", "属实", NOW),
        found,
        again=False,
    ),
    Scene(
        "finding_returned",
        lambda led: findings.give_back(led, [1], "甲", "补", NOW),
        found,
        again=False,
    ),
    Scene("record_reports", lambda led: reports.record(led, [made.report(), made.report("T2", 7)])),
    Scene(
        "record_assessment",
        lambda led: assessments.record(led, made.assessment(led)),
        before=made.assessment,
    ),
    Scene(
        "open_contest",
        lambda led: contests.open_contest(led, "T1", JUNE, actor="甲", reason="错", now=NOW),
    ),
    Scene(
        "close_contest",
        lambda led: contests.close_contest(led, "T1", JUNE, actor="乙", reason="对", now=NOW),
        before=lambda led: contests.open_contest(led, "T1", JUNE, actor="甲", reason="错", now=NOW),
    ),
    Scene(
        "release_breaker",
        lambda led: releases.release(
            led, JUNE, actor="甲", reason="已核", tripped="熔断。", now=NOW
        ),
        again=False,
    ),
    Scene("record_proposals", changed_grounds, before=decided),
    Scene("record_decisions", decide, before=proposed),
    Scene(
        "record_told",
        lambda led: proposals.tell(
            led, 1, told_on=date(2014, 7, 15), told_how="当面", recorder="乙", now=NOW
        ),
        before=decided,
    ),
    Scene(
        "freeze_edition",
        freeze,
        before=lambda led: assessments.record(led, made.assessment(led)),
    ),
    Scene("enqueue", queued),
    Scene("claim", lambda led: outbox.claim(led, 1, "甲", NOW), before=queued),
    *(
        Scene(f"mark_{outcome}", partial(mark, outcome), before=claimed)
        for outcome in (
            MessageState.SENT,
            MessageState.RETRY,
            MessageState.FAILED,
            MessageState.UNCERTAIN,
        )
    ),
    Scene("sweep", lambda led: outbox.sweep(led, JUNE, NOW), before=claimed),
    Scene("repeat", lambda led: outbox.repeat(led, 1, b"marked", NOW), before=swept),
    Scene("withdraw", lambda led: outbox.withdraw(led, 1, "甲", "变", NOW), before=queued),
    Scene("resolve", lambda led: outbox.resolve_sent(led, 1, "甲", NOW), before=swept),
    Scene(
        "record_event",
        lambda led: events.record(led, Event("甲", "noted", "paper", "1", NOW, {})),
        again=False,
    ),
)
BY_NAME = {scene.name: scene for scene in SCENES}
