"""Kill the month at every named point, run it again, and tell what stands then.

``python -m tests.support.killing ROOT PORT EACH`` plays March of a small office step by step
(collect, return, run, audit, decide, issue), each step in a forked child with the house's own
checkpoints, mailing to the server at PORT. Then, for every point of every step (EACH: ``every``,
or ``first`` of each name), a child is killed there with SIGKILL on a copy of the data, and
another one does the step again. Prints JSON: one trial per point, the sender that its letters
bore, and both contents.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cycle.decide import Ruling, Signed, decide
from cycle.figures import Audited, audit
from cycle.findings import return_findings
from cycle.issue import issue
from cycle.month import collect_only, run
from cycle.outbox import resolve, send
from cycle.progress import silent
from cycle.wiring import Parts
from domain.refusals import Refused
from domain.words import DecisionVerdict, MessageState
from ledger import findings, outbox, proposals
from tests.support.contents import contents
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
LATER = timedelta(hours=1)
Step = Callable[[Parts, datetime], object]


@dataclass(frozen=True, slots=True)
class Trial:
    """One death: where, what stood after the step was done again, and who sent its letters."""

    step: str
    point: str
    sender: str
    killed: bool
    uncertain: list[str]
    """Letters (kind and recipient) that waited for a person after the second try."""
    found: dict[str, list[str]]
    wanted: dict[str, list[str]]


def _collect(parts: Parts, now: datetime) -> object:
    return collect_only(parts, MARCH, now, silent)


def _return(parts: Parts, now: datetime) -> object:
    """What of M4 was refused goes back; once it has, the letter that waits is sent."""
    wrong = [one for one in findings.listed(parts.ledger, MARCH) if one.finding.target == "M4"]
    with suppress(Refused):
        return_findings(parts, [one.number for one in wrong], "丙", "请核对", now)
    return send(parts, MARCH, now, silent)


def _run(parts: Parts, now: datetime) -> object:
    return run(parts, MARCH, now, silent)


def _audit(parts: Parts, now: datetime) -> object:
    return audit(
        parts, MARCH, [Audited("M2", "150", "凭证"), Audited("U2", "190", "凭证")], "丙", now
    )


def _decide(parts: Parts, now: datetime) -> object:
    rulings = [
        Ruling(one.proposal.number, DecisionVerdict.CONFIRM, None, "", now.date(), "面谈")
        for one in proposals.of_period(parts.ledger, MARCH)
    ]
    return decide(parts, rulings, Signed("示例甲", "丙", "批示1号", now, now.date()))


def _issue(parts: Parts, now: datetime) -> object:
    return issue(parts, MARCH, signed_by="示例甲", document="签发1号", now=now, progress=silent)


STEPS: tuple[tuple[str, Step, datetime], ...] = (
    ("collect", _collect, at("2014-04-02 09:00")),
    ("return", _return, at("2014-04-03 09:00")),
    ("run", _run, at("2014-04-09 09:00")),
    ("audit", _audit, at("2014-04-10 09:00")),
    ("decide", _decide, at("2014-04-11 09:00")),
    ("issue", _issue, at("2014-04-15 09:00")),
)


def trials(root: Path, port: int, *, each: str) -> Iterator[Trial]:
    """Play the steps once, then kill them."""
    office = _prepared(root, port)
    for name, step, now in STEPS:
        before = root / f"before-{name}"
        shutil.copytree(office.settings.data, before)
        points = _recorded(office, step, now, root / "points")
        wanted = _contents(office)
        for place, point in enumerate(points):
            if each == "first" and point in points[:place]:
                continue
            sender = f"{name}-{place}@example.invalid"
            data = root / f"trial-{name}-{place}"
            shutil.copytree(before, data)
            yield _trial(office, name, (place, point), data=data, sender=sender, wanted=wanted)
            shutil.rmtree(data)


def _prepared(root: Path, port: int) -> SmallOffice:
    """February is judged, March is handed in: one exposure and one interview come up."""
    office = small_office(
        root,
        channel="mail",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_sender="reference@example.invalid",
        smtp_allow=f"127.0.0.1:{port}",
    )
    office.drop("2014-02", on_pace(2, U2="150"))
    office.drop("2014-03", on_pace(3, M2="200", U2="190", M4="x"))
    parts = office.open()
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    parts.ledger.close()
    return office


def _trial(
    office: SmallOffice,
    name: str,
    where: tuple[int, str],
    *,
    data: Path,
    sender: str,
    wanted: dict[str, list[str]],
) -> Trial:
    _, step, now = next(one for one in STEPS if one[0] == name)
    changed = {"data": data, "smtp_sender": sender}
    ours = SmallOffice(office.folder, office.settings.model_copy(update=changed))
    place, point = where
    died = _in_child(ours, step, now, _Deadly(place))
    again = _in_child(ours, step, now + LATER)
    if not os.WIFEXITED(again) or os.WEXITSTATUS(again) != 0:
        raise RuntimeError(f"{name} at {point}: the second try failed")
    killed = os.WIFSIGNALED(died) and os.WTERMSIG(died) == signal.SIGKILL
    uncertain = _uncertain(ours)
    return Trial(name, point, sender, killed, uncertain, _contents(ours), wanted)


class _Deadly:
    """A checkpoint at which the process dies."""

    def __init__(self, place: int) -> None:
        self._left = place

    def __call__(self, _point: str) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def _recorded(office: SmallOffice, step: Step, now: datetime, file: Path) -> list[str]:
    """The points that the step passes, in order; pulls one after the other."""
    file.write_text("")

    def note(point: str) -> None:
        with file.open("a") as points:
            points.write(point + "\n")

    status = _in_child(office, step, now, note)
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != 0:
        raise RuntimeError("the reference run failed")
    return file.read_text().splitlines()


def _in_child(
    office: SmallOffice,
    step: Step,
    now: datetime,
    checkpoint: Callable[[str], None] = lambda _: None,
) -> int:
    """Do the step in a process of its own; return how it ended, as ``os.waitpid`` says it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            parts = office.open(checkpoint)
            step(parts, now)
            parts.ledger.close()
            code = 0
        except BaseException as error:  # noqa: BLE001 -- the parent reads it on stderr
            sys.stderr.write(f"{error!r}\n")
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1]


def _uncertain(office: SmallOffice) -> list[str]:
    """What waits for a person; the person says it did not arrive, and it is sent."""
    parts = office.open()
    now = at("2014-04-16 09:00")
    waiting = outbox.listed(parts.ledger, MARCH, MessageState.UNCERTAIN)
    for message in waiting:
        resolve(parts, message.number, "丙", now, arrived=False)
    send(parts, MARCH, now, silent)
    parts.ledger.close()
    return [f"{m.envelope.kind} {m.envelope.recipient_key}" for m in waiting]


def _contents(office: SmallOffice) -> dict[str, list[str]]:
    parts = office.open()
    found = contents(parts, (FEBRUARY, MARCH))
    parts.ledger.close()
    return found


def main() -> None:
    """Print one JSON line per trial."""
    root, port, each = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    for trial in trials(root, port, each=each):
        sys.stdout.write(json.dumps(asdict(trial), ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
