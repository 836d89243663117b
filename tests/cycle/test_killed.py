"""A real process dies by SIGKILL at named points of a month; the month run again is whole."""

import json
import os
import subprocess
import sys
from collections import Counter
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.support.mail_server import MailServer

OPEN_WINDOW = ("claim:after_commit", "send:before")
CLOSED_WINDOW = ("send:after", "mark_sent:before_commit")
"""Between the claim and the mark nobody knows whether the letter arrived: the named window."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], MailServer]:
    root: Path = tmp_path_factory.mktemp("killed")
    with MailServer() as server:
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.killing", root, str(server.port), "first"],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], server


def letters(server: MailServer, sender: str) -> dict[str, list[Message]]:
    """What the mail server took from one trial, by recipient and Message-ID."""
    taken: dict[str, list[Message]] = {}
    for one in server.accepted:
        if one.sender == sender:
            mail = message_from_bytes(one.message)
            taken.setdefault(f"{one.recipients[0]} {mail['Message-ID']}", []).append(mail)
    return taken


@pytest.mark.slow
def test_fault_f1_killed_anywhere_nothing_is_lost(
    told: tuple[list[dict[str, Any]], MailServer],
) -> None:
    trials, _ = told
    steps = {trial["step"] for trial in trials}
    assert steps == {"collect", "return", "run", "audit", "decide", "issue"}
    assert len(trials) > 60
    for trial in trials:
        where = (trial["step"], trial["point"])
        assert trial["killed"], where
        assert trial["found"] == trial["wanted"], where


def test_fault_f1_nothing_is_sent_twice_outside_the_named_window(
    told: tuple[list[dict[str, Any]], MailServer],
) -> None:
    trials, server = told
    for trial in trials:
        taken = letters(server, trial["sender"])
        twice = {key: found for key, found in taken.items() if len(found) > 1}
        where = (trial["step"], trial["point"], sorted(twice))
        assert len(twice) == (trial["point"] in CLOSED_WINDOW), where


def test_fault_f10_a_repeated_reminder_says_so_and_keeps_its_id(
    told: tuple[list[dict[str, Any]], MailServer],
) -> None:
    trials, server = told
    reminders = ("collect", "return", "run")
    repeated = [t for t in trials if t["step"] in reminders and t["point"] in CLOSED_WINDOW]
    assert len(repeated) == len(reminders) * len(CLOSED_WINDOW)
    for trial in repeated:
        (twice,) = [found for found in letters(server, trial["sender"]).values() if len(found) > 1]
        subjects = [str(make_header(decode_header(mail["Subject"]))) for mail in twice]
        assert ["可能重复" in subject for subject in subjects] == [False, True]


def test_what_is_no_reminder_waits_for_a_person(
    told: tuple[list[dict[str, Any]], MailServer],
) -> None:
    trials, _ = told
    waited = {t["point"]: t["uncertain"] for t in trials if t["step"] == "issue"}
    window = {point: waited[point] for point in (*OPEN_WINDOW, *CLOSED_WINDOW)}
    assert {tuple(found) for found in window.values()} == {("brief L1",)}
    assert Counter(map(bool, waited.values()))[True] == len(window)
