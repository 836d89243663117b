"""One run of the demo city: build it, drive the house through it, compare, tell."""

import os
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from demo import days, found
from demo.city import FIRST_MONTH, LAST_MONTH
from demo.comparison import Comparison
from demo.drive import Drive, period
from demo.house import House
from demo.office import write_office
from demo.prefect_server import PrefectServer
from demo.sink import Mail, Sink
from demo.systems.street import Street
from demo.systems.warehouse import open_warehouse
from demo.truth import naive_count, tell_truth, write_truth
from demo.verdict import compare_mails, compare_month, compare_totals
from demo.world import build_world

_MARKER = ".duban-demo"


class NotOursError(RuntimeError):
    """The folder holds something that the demo did not make."""


def run(folder: Path, months: Sequence[int]) -> int:
    """Run ``months`` in ``folder``; returns the number of differences."""
    started = time.monotonic()

    def tell(sentence: str) -> None:
        print(f"[{time.monotonic() - started:5.1f} s] {sentence}", flush=True)

    _clear(folder)
    world = build_world()
    truth = tell_truth(world)
    write_truth(world, truth, folder / "truth.json")
    comparison = Comparison()
    with ExitStack() as stack:
        prefect = None
        if LAST_MONTH in months:
            prefect = stack.enter_context(PrefectServer(folder / "prefect", dict(os.environ)))
        warehouse = stack.enter_context(open_warehouse())
        if warehouse is None:
            tell("no PostgreSQL on this machine: its departments have SQLite files instead")
        street = stack.enter_context(Street(world, folder / "systems", warehouse))
        sink = stack.enter_context(Sink(folder / "mails"))
        desk = stack.enter_context(ThreadPoolExecutor(1))
        write_office(world, street, folder / "office")
        house = House(_settings(folder, sink, street, prefect), folder / "commands.log")
        drive = Drive(world, truth, street, house, folder, tell, desk, prefect)
        _prepare(drive, house)
        for month in months:
            drive.month(month)
            tell(f"{period(month)} {_story(drive, month)}")
        for month in months:
            drive.heard[month].later.result()
        ledger = drive.read_all(months[-1])
        for month, heard in drive.heard.items():
            compare_month(drive, month, heard, ledger, comparison)
        compare_mails(drive, ledger, sink.mails, comparison)
        if LAST_MONTH in months:
            compare_totals(drive, comparison)
    _show(folder, drive, sink.mails, comparison)
    tell("done")
    return comparison.differences


def _clear(folder: Path) -> None:
    """An empty folder of our own. Raises NotOursError rather than remove another's files."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARKER).exists():
            raise NotOursError(f"{folder} is not empty and was not made by the demo")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).touch()


def _settings(
    folder: Path, sink: Sink, street: Street, prefect: PrefectServer | None
) -> dict[str, str]:
    place = f"127.0.0.1:{sink.port}"
    return {
        "DUBAN_OFFICE": str(folder / "office"),
        "DUBAN_DATA": str(folder / "data"),
        "DUBAN_CHANNEL": "mail",
        "DUBAN_SMTP_HOST": "127.0.0.1",
        "DUBAN_SMTP_PORT": str(sink.port),
        "DUBAN_SMTP_SENDER": "duban@city.example",
        "DUBAN_SMTP_ALLOW": place,
        **street.secrets,
        **(prefect.settings if prefect else {}),
    }


def _prepare(drive: Drive, house: House) -> None:
    at = days.moment(FIRST_MONTH, 1)
    house.do("office", "check", at=at)
    house.do("db", "upgrade", at=at)
    city, register = drive.world.city, drive.world.register
    municipal = sum(target.track == "municipal" for target in register.values())
    drive.tell(
        f"office of {len(city.departments)} departments written and checked: {municipal} municipal"
        f" targets, {len(register) - municipal} upper ones"
    )


def _story(drive: Drive, month: int) -> str:
    """Planted, then what the house's status says of the same month."""
    faults, status = drive.world.faults, drive.heard[month].status
    sources = sum(when == month for _, when in faults.source)
    rows = sum(when == month for _, when in faults.row)
    seen = drive.truth.months[month]
    return (
        f"planted: {sources} sources and {rows} rows at fault,"
        f" {len(seen.behind('municipal'))} + {len(seen.behind('upper'))} targets behind;"
        f" found: {len(found.outcomes(status))} sources in trouble,"
        f" {len(status['open_findings'])} rejections, {len(status['waiting'])} proposals decided,"
        f" {status['messages'].get('sent', 0)} letters sent"
    )


def _show(folder: Path, drive: Drive, mails: list[Mail], comparison: Comparison) -> None:
    last = max(drive.heard)
    print()
    for path in sorted((folder / "data" / "papers" / period(last)).iterdir()):
        print(f"brief     {path}")
    for kind, one in _examples(mails).items():
        print(f"{kind:<9} {one.path.with_suffix('.html')}  {one.subject}")
    print(f"mails     {folder / 'mails'}  ({len(mails)} letters, as text and as pages)")
    print(f"truth     {folder / 'truth.json'}")
    print(f"commands  {folder / 'commands.log'}  (everything that the house was told and said)")
    targets, departments = naive_count(drive.world, last)
    print(f"\na naive count of {period(last)}: {targets} targets in {departments} departments\n")
    for line in comparison.table():
        print(line)
    print()


def _examples(mails: list[Mail]) -> dict[str, Mail]:
    """The last letter of each kind."""
    kinds = {
        "进度提醒": "alert",
        "更正提醒": "corrected",
        "请示": "sheet",
        "通报": "mail",
        "回执": "receipt",
    }
    return {kind: mail for mail in mails for word, kind in kinds.items() if word in mail.subject}
