"""Several writers at once: one wins, the others see it, and no number is given twice."""

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest

from domain.refusals import Refused
from domain.words import DecisionVerdict, MessageState, PaperKind
from ledger import Ledger, assessments, contests, editions, locks, outbox, proposals, reports
from ledger.refusals import AlreadyDecided, NumberTaken
from tests.house.reading import ROOT
from tests.ledger.builders import (
    JULY,
    JUNE,
    NOW,
    assessment,
    decision,
    edition,
    letter,
    proposal,
    report,
)

Given = TypeVar("Given")
Said = TypeVar("Said")
CLAIM = """
import sys
from pathlib import Path
from ledger import Ledger, outbox
from tests.ledger.builders import JUNE, NOW

ledger = Ledger.open(sys.argv[1], Path(sys.argv[2]))
sys.stdin.readline()
for message in outbox.due(ledger, JUNE, NOW):
    if outbox.claim(ledger, message.number, sys.argv[3], NOW):
        print(message.number, flush=True)
"""


def at_once(act: Callable[[Given], Said], given: Sequence[Given]) -> list[Said | Refused]:
    """Do ``act`` to each in a thread of its own, all starting together; refusals are answers."""
    start = Barrier(len(given))

    def one(item: Given) -> Said | Refused:
        start.wait()
        try:
            return act(item)
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))


def test_two_processes_share_the_outbox_without_overlap(ledger: Ledger) -> None:
    outbox.enqueue(ledger, [letter(str(n)) for n in range(30)], NOW)
    command = [sys.executable, "-c", CLAIM, ledger.url, str(ledger.archive_folder)]
    both = [
        subprocess.Popen(
            [*command, name], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for name in ("甲", "乙")
    ]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    taken = [n for process in both for n in process.communicate()[0].split()]
    assert sorted(map(int, taken)) == list(range(1, 31))
    assert {len(outbox.attempts(ledger, n)) for n in range(1, 31)} == {1}


def test_a_message_is_claimed_once(ledger: Ledger) -> None:
    outbox.enqueue(ledger, [letter()], NOW)
    claims = at_once(lambda name: outbox.claim(ledger, 1, name, NOW), "甲乙丙丁")
    assert len([c for c in claims if c is not None]) == 1
    assert len(outbox.attempts(ledger, 1)) == 1


def test_a_dedupe_key_is_queued_once(ledger: Ledger) -> None:
    queued = at_once(lambda n: outbox.enqueue(ledger, [letter(content=n)], NOW), [b"1", b"2", b"3"])
    assert sorted(len(q) for q in queued if isinstance(q, tuple)) == [0, 0, 1]
    assert len(outbox.listed(ledger)) == 1


def test_a_message_is_sent_or_withdrawn_never_both(ledger: Ledger) -> None:
    outbox.enqueue(ledger, [letter(str(n)) for n in range(8)], NOW)

    def race(number: int) -> bool:
        if number > 8:
            return outbox.withdraw(ledger, number - 8, "甲", "变", NOW)
        return outbox.claim(ledger, number, "甲", NOW) is not None

    won = at_once(race, range(1, 17))
    assert [won[n] ^ won[n + 8] for n in range(8)] == [True] * 8  # type: ignore[operator]


def test_two_writers_of_one_decision(ledger: Ledger) -> None:
    (made,) = proposals.record(ledger, JUNE, [proposal()], NOW)
    verdicts = [DecisionVerdict.CONFIRM, DecisionVerdict.DECLINE]
    answers = at_once(lambda v: proposals.decide(ledger, [decision(made, verdict=v)]), verdicts)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyDecided", "NoneType"]
    winner = verdicts[answers.index(None)]
    (standing,) = proposals.of_period(ledger, JUNE)
    assert standing.decision is not None
    assert standing.decision.verdict is winner
    with pytest.raises(AlreadyDecided):
        proposals.decide(ledger, [decision(made, leader="丙")])


def test_a_decision_meets_changing_grounds(ledger: Ledger) -> None:
    """Whoever comes first, no decision stands on grounds that its leader did not see."""
    (made,) = proposals.record(ledger, JUNE, [proposal()], NOW)
    changed = proposal(grounds_hash="g2")
    acts: list[Callable[[], object]] = [
        lambda: proposals.decide(ledger, [decision(made)]),
        lambda: proposals.record(ledger, JUNE, [changed], NOW),
    ]
    at_once(lambda act: act(), acts)
    (standing,) = proposals.of_period(ledger, JUNE)
    assert (standing.proposal.grounds_hash, standing.decision) == ("g2", None)


def test_a_paper_number_is_given_once(ledger: Ledger) -> None:
    sequence = editions.next_sequence(ledger, "泰效能", 2014, PaperKind.BRIEF)
    papers = [edition(period=period, sequence=sequence) for period in (JUNE, JULY)]
    answers = at_once(lambda paper: editions.freeze(ledger, paper, [], [], NOW), papers)
    (refused,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert isinstance(refused, NumberTaken)
    loser = papers[answers.index(refused)]
    second = editions.freeze(ledger, replace(loser, sequence=sequence + 1), [], [], NOW)
    assert second.document_number == "泰效能〔2014〕2号"


def test_the_same_edition_is_issued_once(ledger: Ledger) -> None:
    answers = at_once(lambda paper: editions.freeze(ledger, paper, [], [], NOW), [edition()] * 3)
    assert len([answer for answer in answers if isinstance(answer, Refused)]) == 2
    assert len(editions.of_period(ledger, JUNE, PaperKind.BRIEF)) == 1


def test_revisions_of_a_figure_never_collide(ledger: Ledger) -> None:
    at_once(lambda value: reports.record(ledger, [report(value=value)]), range(8))
    held = reports.revisions(ledger, "T1", JUNE)
    assert [each.revision for each in held] == list(range(1, 9))
    numbers = [each.number for each in held]
    assert numbers == sorted(numbers)


def test_the_same_inputs_are_judged_once(ledger: Ledger) -> None:
    made = assessment(ledger)
    answers = at_once(lambda _: assessments.record(ledger, made), range(4))
    assert {each.revision for each in answers if not isinstance(each, Refused)} == {1}
    assert len({each.number for each in answers if not isinstance(each, Refused)}) == 1


def test_a_contest_is_opened_once(ledger: Ledger) -> None:
    opened = at_once(
        lambda who: contests.open_contest(ledger, "T1", JUNE, actor=who, reason="错", now=NOW),
        "甲乙丙",
    )
    assert sorted(map(bool, opened)) == [False, False, True]


def test_a_watermark_never_grows_backwards(ledger: Ledger) -> None:
    """A number below a watermark never appears later: writers commit in their order."""

    def write_or_read(n: int) -> set[int]:
        if n % 2:
            return {each.number for each in reports.record(ledger, [report(f"T{n}")])}
        return {each.number for each in reports.standing(ledger, [JUNE]).values()}

    seen = [each for each in at_once(write_or_read, range(12)) if isinstance(each, set)]
    written, read = seen[1::2], seen[::2]
    assert set().union(*written) == set(range(1, 7))
    assert len(read) == 6
    for known in read:
        assert known == set(range(1, len(known) + 1))


SEND = """
import os, signal, sys
from pathlib import Path
from ledger import Ledger, locks, outbox
from tests.ledger.builders import JUNE, NOW

ledger = Ledger.open(sys.argv[1], Path(sys.argv[2]))
with locks.lock(ledger, JUNE, "甲", NOW):
    for message in outbox.due(ledger, JUNE, NOW):
        outbox.claim(ledger, message.number, "甲", NOW)
        print("accepted by the server", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_fault_h3_killed_between_send_and_mark(ledger: Ledger) -> None:
    """The next holder finds it uncertain: it is not simply sent again."""
    outbox.enqueue(ledger, [letter()], NOW)
    command = [sys.executable, "-c", SEND, ledger.url, str(ledger.archive_folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "accepted by the server\n")
    later = NOW + timedelta(minutes=5)
    with locks.lock(ledger, JUNE, "乙", later):
        assert outbox.due(ledger, JUNE, later) == ()
        (dead,) = outbox.sweep(ledger, JUNE, later)
    assert dead.state is MessageState.UNCERTAIN
    (attempt,) = outbox.attempts(ledger, 1)
    assert (attempt.holder, attempt.ended_at) == ("甲", None)
