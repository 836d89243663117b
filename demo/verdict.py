"""Planted against found: what each month must hold, and the promised totals of September."""

from demo import found
from demo.city import LAST_MONTH
from demo.comparison import Comparison
from demo.drive import Drive, Heard, Ledger, period
from demo.expected import Found, expected_findings, expected_outcomes
from demo.letters import expected_letters
from demo.sink import Mail
from demo.truth import JUDGED, Month, measures, totals


def compare_month(
    drive: Drive, month: int, heard: Heard, ledger: Ledger, comparison: Comparison
) -> None:
    """Compare everything that one month must hold."""
    world, truth = drive.world, drive.truth
    where, seen = period(month), truth.months[month]
    planted = expected_findings(world, month)
    planned = measures(world, seen, month)
    findings, outbox = ledger.of(month)
    pairs: dict[str, tuple[Found, Found]] = {
        "standings": (_standings(seen), found.standings(heard.targets)),
        "figures: plan, gap, lamp, months behind": (_numbers(seen), found.numbers(heard.targets)),
        "sources in trouble": (
            expected_outcomes(world, month, second=True),
            found.outcomes(heard.status),
        ),
        "findings": (planted, found.findings(findings, planted)),
        "proposals": (
            {(one.track, one.measure, one.department) for one in planned},
            found.proposals(heard.status),
        ),
        "letters sent": (
            expected_letters(world, truth, month),
            found.letters(outbox),
        ),
    }
    if month in truth.first:
        before = _standings(truth.first[month]), found.standings(heard.first)
        pairs["standings before late figures came"] = before
    for kind, both in pairs.items():
        comparison.sets(kind, *both, where)


def _standings(seen: Month) -> Found:
    return {(code, v.standing, v.cause) for code, v in seen.verdicts.items()}


def _numbers(seen: Month) -> Found:
    return {
        (
            code,
            "" if v.planned is None else str(v.planned),
            "" if v.gap is None else str(v.gap),
            v.lamp,
            str(seen.running.get(code, 0)),
        )
        for code, v in seen.verdicts.items()
        if v.standing in JUDGED - {"done"}
    }


def compare_mails(drive: Drive, ledger: Ledger, mails: list[Mail], comparison: Comparison) -> None:
    """Every letter of the outbox lies in the mailbox once, and nothing else does."""
    addresses = {person.key: person.email for person in drive.world.city.people}
    sent = ledger.outbox
    wanted: Found = {(str(one["message_id"]), addresses[one["recipient"]]) for one in sent}
    arrived = {(mail.message_id, *mail.recipients) for mail in mails}
    comparison.sets("mails arrived", wanted, arrived, "mail")
    comparison.count("mails arrived, counted one by one", len(sent), len(mails))


def compare_totals(drive: Drive, comparison: Comparison) -> None:
    """The promised figures, counted from the house's own lists."""
    promised = totals(drive.world, drive.truth)
    lines = found.behind(drive.heard[LAST_MONTH].targets, "municipal")
    called = {
        one["department"]
        for heard in drive.heard.values()
        for one in heard.status["waiting"]
        if one["measure"] == "interview"
    }
    counted = {
        "municipal_behind": len(lines),
        "departments_behind": len({line["department"] for line in lines}),
        "departments_up_for_interview": len(called),
    }
    for name, planted in promised.items():
        comparison.count(f"September: {name.replace('_', ' ')}", planted, counted[name])
