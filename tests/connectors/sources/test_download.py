"""Workbooks and CSV files that an interface gives: behind a login, after an order, in a zip."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import settings_errors, way_to
from domain.words import PullOutcome
from tests.connectors.sources.asking import drawn, figures, read, rules, secrets
from tests.connectors.sources.books import READING, ROWS, xlsx
from tests.support.department_server import (
    Cut,
    DepartmentServer,
    Drip,
    Request,
    Send,
    Step,
    json_reply,
    raw,
    reply,
)

CSV = "编号,完成,单位\r\nT01,12.5,万元\r\nT02,0,个\r\n".encode()
IN_CSV: dict[str, Any] = READING | {"file": "{period}.csv"}
TOKEN: dict[str, Any] = {
    "kind": "login",
    "fields": {"user": "duban"},
    "secrets": {"key": "NAME"},
    "token": "token",
}


def locked(archive: bytes) -> bytes:
    """As an archive with a password says it of its file, in both of its heads."""
    central = archive.index(b"PK\x01\x02")
    flags = bytearray(archive)
    flags[6] |= 1
    flags[central + 8] |= 1
    return bytes(flags)


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return made.getvalue()


def pulled(dialect: str, reading: Any, script: Any, **address: Any) -> Any:
    with DepartmentServer(script) as server:
        where: dict[str, Any] = {"url": server.url, "deadline_seconds": 2} | address
        if "authentication" in where:
            where["authentication"] = where["authentication"] | {"url": server.url}
        assert settings_errors(dialect, where, reading) == []
        return *drawn(dialect, where, reading, secrets(NAME="s3cret"), Path("/")), server.requests


def behind_a_login(content: bytes) -> Any:
    def answer(request: Request) -> Step:
        if request.method == "POST":
            return json_reply({"token": "tok-1"})
        assert request.headers["authorization"] == "Bearer tok-1"
        assert request.parameters == {"month": "2014-06"}
        return reply(content)

    return answer


@pytest.mark.parametrize(
    ("dialect", "reading", "content"),
    [("workbook", READING, xlsx()), ("csv", IN_CSV, CSV)],
)
def test_a_table_is_fetched_behind_a_login(dialect: str, reading: Any, content: bytes) -> None:
    fetched, parsed, requests = pulled(
        dialect,
        reading,
        behind_a_login(content),
        authentication=TOKEN,
        parameters={"month": "{period}"},
    )
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    assert figures(parsed) == ROWS
    assert parsed.findings == ()
    assert (fetched.bodies[0].name, len(requests)) == (
        reading["file"].replace("{period}", "2014-06"),
        2,
    )
    assert len(fetched.requests) == 2


def test_a_file_that_is_ordered_first() -> None:
    def answer(request: Request) -> Step:
        if request.method == "POST":
            return json_reply({"file": "/files/9"})
        assert request.path == "/files/9"
        return reply(CSV)

    step = {"path": "/export", "method": "POST", "keep": {"file": "file"}}
    fetched, parsed, _ = pulled("csv", IN_CSV, answer, prepare=[step], path="{kept.file}")
    assert (fetched.outcome, figures(parsed)) == (PullOutcome.OK, ROWS)


def test_one_file_in_an_archive() -> None:
    packed = zipped(a_dot_csv=CSV, **{"__MACOSX/a_dot_csv": b"x"})
    fetched, parsed, _ = pulled("csv", IN_CSV | {"packed": "zip"}, reply(packed))
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == ROWS
    book = read("workbook", READING | {"packed": "zip"}, zipped(a_dot_xlsx=xlsx()))
    assert figures(book) == ROWS


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (zipped(a=CSV, b=CSV), "files_several"),
        (zipped(), "files_several"),
        (zipped(a=CSV)[:-9], "unreadable"),
        (zipped(a=CSV)[:40] + b"\0" * 80, "unreadable"),
        (CSV, "unreadable"),
        (zipped(a=b"0" * 30_000_000), "too_large"),
    ],
)
def test_fault_c4_an_archive_that_is_broken_a_bomb_or_unclear_reads_nothing(
    content: bytes, rule: str
) -> None:
    parsed = read("csv", IN_CSV | {"packed": "zip"}, content)
    assert (parsed.rows, rules(parsed)) == ((), [rule])


def test_fault_c4_an_archive_with_a_password_says_so() -> None:
    parsed = read("csv", IN_CSV | {"packed": "zip"}, locked(zipped(a=CSV)))
    assert "请取消密码" in parsed.findings[0].sentence


VERDICT = {"code": "code", "success": [0], "message": "msg", "empty": [404]}


@pytest.mark.parametrize(
    ("answer", "outcome", "said"),
    [
        (reply(b"<html>login</html>"), PullOutcome.FAULT, "登录页面"),
        (json_reply({"code": 9, "msg": "月份未开放"}), PullOutcome.FAULT, "（9）：月份未开放"),
        (reply('{"code": 9, "msg": "无权"}'.encode(), "403 No"), PullOutcome.FAULT, "：无权"),
        (json_reply({"code": 404, "msg": "暂无"}), PullOutcome.EMPTY, ""),
        (reply(b""), PullOutcome.EMPTY, ""),
        (Cut(raw(CSV)[:-9]), PullOutcome.PARTIAL, "中断"),
        (Send(raw(b"x", "404 None")), PullOutcome.FAULT, "HTTP 404"),
    ],
)
def test_fault_a4_what_comes_instead_of_the_file_is_told(
    answer: Any, outcome: PullOutcome, said: str
) -> None:
    fetched, parsed, _ = pulled("csv", IN_CSV, answer, verdict=VERDICT)
    assert fetched.outcome is outcome
    assert said in fetched.error
    if outcome is not PullOutcome.PARTIAL:
        assert parsed.rows == ()


def test_fault_a1_a_file_that_drips_is_cut_at_the_deadline() -> None:
    slow = Drip(raw(CSV), 0.2, at_once=80)
    fetched, _, _ = pulled("csv", IN_CSV, slow, request_seconds=0.3, deadline_seconds=0.6)
    assert fetched.outcome.failed


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [
        ({"url": "http://10.0.0.8/a.csv"}, "address.url", "https"),
        ({"url": "https://10.0.0.8/a", "folder": "x"}, "address", "只能写一处"),
        ({"url": "https://10.0.0.8/a", "path": "/{each}"}, "address", "{each}"),
        (
            {"url": "https://10.0.0.8/a", "authentication": {"kind": "key"}},
            "address.authentication.name",
            "",
        ),
        ({"url": "https://10.0.0.8/a", "verdict": {}}, "address.verdict", "failure"),
    ],
)
def test_an_address_of_a_file_that_is_wrong_is_said_at_its_key(
    address: Any, key: str, said: str
) -> None:
    errors = settings_errors("csv", address, IN_CSV)
    assert (key, True) in [(where, said in sentence) for where, sentence in errors]


def test_the_way_is_told() -> None:
    way = way_to("csv", {"url": "https://10.0.0.8/a.csv", "deadline_seconds": 9})
    assert (way.kind, way.deadline_seconds) == ("https", 9)
