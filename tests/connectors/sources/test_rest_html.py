"""Tables of web pages: found by their head, whole or not at all, and never a login page."""

from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import drawn, figures, read, rules, secrets
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

COLUMNS = {"target": "编号", "figure": "完成 累计", "unit": "单位"}
READING: dict[str, Any] = {"format": "html", "columns": COLUMNS, "ignore": ["名称"]}
HEAD = "<tr><th>编号<th>名称<br><th>完成<b>累计</b><th>单位</tr>"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="gbk"><script>var a = '<table>';</script></head>
<body><!-- <table> --><table><tr><td>菜单<table><tr><td>登录</td></tr></table></td></tr></table>
<table class=x><caption>进度</caption><thead>{HEAD}</thead><tbody>
<tr><td> T01 <td>路网<td align=right>&nbsp;1,234.50 <td>公里
<tr></tr>
<tr><td>T02</td><td>学校</td><td></td><td><font>个</font></td></tr>
</tbody></table></body></html>
"""
ROWS = [("T01", "1,234.50", "公里"), ("T02", None, "个")]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_the_table_with_the_declared_head_is_read_among_others(encoding: str) -> None:
    answer = reply(PAGE.encode(encoding), Content_Type="text/html; charset=utf-8")
    with DepartmentServer(answer) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING | {"encoding": encoding})
    assert (fetched.outcome, fetched.error, fetched.bodies[0].name) == (
        PullOutcome.OK,
        "",
        "page-1.html",
    )
    assert (figures(parsed), parsed.findings) == (ROWS, ())
    assert parsed.columns == ("编号", "名称", "完成 累计", "单位")


def test_merged_cells_stand_in_every_place_that_they_cover() -> None:
    page = """<table>
    <tr><th rowspan=2>编号</th><th colspan=2>完成</th><th rowspan=2>单位</th></tr>
    <tr><th>本月</th><th>完成累计</th></tr>
    <tr><td>T01<td>1<td>2<td rowspan=2>个</tr>
    <tr><td>T02<td colspan=2>3</tr>
    <tr><td>T03<td>4<td>5<td>家</tr></table>"""
    parsed = read("rest", READING | {"ignore": ["本月"]}, page.encode())
    assert figures(parsed) == [("T01", "2", "个"), ("T02", "3", "个"), ("T03", "5", "家")]
    assert parsed.findings == ()


def test_a_table_inside_a_cell_adds_no_rows() -> None:
    cell = "<table><tr><td>T09</td><td>x</td><td>9</td><td>个</td></tr></table>"
    parsed = read("rest", READING, PAGE.replace("路网", cell).encode())
    assert [row.target for row in parsed.rows] == ["T01", "T02"]


def test_a_row_of_another_width_is_refused_by_itself() -> None:
    parsed = read("rest", READING, PAGE.replace("<tr></tr>", "<tr><td>共2条</td></tr>").encode())
    assert (figures(parsed), rules(parsed)) == (ROWS, ["column_count"])


def test_a_month_in_the_head_and_our_own_rows() -> None:
    rows = ("单位 编号 5月 6月", "甲 T01 1 2", "乙 T02 3 4")
    page = "".join("<tr><td>" + row.replace(" ", "<td>") for row in rows)
    page = f"<table>{page}</table>"
    reading = {
        "format": "html",
        "columns": {"target": "编号", "figure": "{month_number}月"},
        "only": {"单位": "甲"},
        "ignore": ["5月"],
    }
    assert figures(read("rest", reading, page.encode())) == [("T01", "2", None)]


@pytest.mark.parametrize("end", range(1, 10))
def test_fault_a7_a_page_that_was_cut_is_partial(end: int) -> None:
    tail = PAGE.index("</tbody>")
    with DepartmentServer(
        reply(PAGE[: tail * end // 10].encode(), Content_Type="text/html")
    ) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    if fetched.outcome is PullOutcome.OK:
        assert (parsed.rows, parsed.refused) == ((), True)
    else:
        assert (fetched.outcome, parsed.rows) == (PullOutcome.PARTIAL, ())


def test_fault_a7_a_page_cut_between_two_rows_is_partial() -> None:
    page = PAGE[: PAGE.index("<tr></tr>")]
    with DepartmentServer(reply(page.encode(), Content_Type="text/html")) as server:
        fetched, _ = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert rules(read("rest", READING, page.encode())) == ["json_cut"]


def test_fault_a4_a_page_to_log_in_on_is_answered_by_one_more_login() -> None:
    def answer(request: Request) -> Step:
        if request.path == "/progress/login":
            logins.append(request)
            return json_reply({"token": f"t{len(logins)}"})
        if request.headers["token"] == "t2":
            return reply(PAGE.encode(), Content_Type="text/html")
        return reply(
            b"<table><tr><td><input name=p type='password'></td></tr></table>",
            Content_Type="text/html",
        )

    logins: list[Request] = []
    with DepartmentServer(answer) as server:
        login = {"kind": "login", "url": f"{server.url}/login", "token": "token", "name": "token"}
        address = {"url": server.url, "authentication": login | {"secrets": {"p": "P"}}}
        fetched, parsed = drawn("rest", address, READING, secrets(P="s3cret"))
    assert (fetched.outcome, figures(parsed), len(logins)) == (PullOutcome.OK, ROWS, 2)


@pytest.mark.parametrize(
    ("page", "rule", "said"),
    [
        ("<p>无权限</p>", "login_page", "“编号”、“完成 累计”、“单位”"),
        (PAGE.replace("编号", "序号"), "columns_drifted", "网页是否改版"),
        (PAGE.replace("<body>", f"<body><table>{HEAD}</table>"), "columns_drifted", "有2个表格"),
        (PAGE + "<table></table>", "json_refused", "读不全"),
        ("", "", ""),
    ],
)
def test_fault_a16_a_page_without_its_one_table_gives_nothing(
    page: str, rule: str, said: str
) -> None:
    parsed = read("rest", READING, page.encode())
    assert (parsed.rows, rules(parsed)) == ((), [rule] if rule else [])
    assert said in "".join(found.sentence for found in parsed.findings)


@pytest.mark.parametrize(
    "bomb",
    [
        "<table>" + HEAD + "<tr>" + "<td colspan=500 rowspan=20000>x" * 3 + "</table>",
        "<table>" + HEAD + "<tr>" * 30_000 + "<td>" * 2 + "</table>",
        "<div>" * 100_000 + PAGE,
        PAGE.replace("<tr></tr>", "<div>" * 300 + "<tr></tr>"),
        "<table>" * 3000 + HEAD + "</table>" * 3000,
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><table>'
        + HEAD
        + "<tr><td>&b;</table>",
    ],
)
def test_fault_a8_a_page_made_to_burst_is_refused_at_once(bomb: str) -> None:
    parsed = read("rest", READING, bomb.encode())
    assert parsed.rows == ()


def test_fault_a8_merged_cells_of_many_tables_are_counted_together() -> None:
    table = "<table>" + "<tr><td colspan=500>x" * 100 + "</table>"
    parsed = read("rest", READING, (f"<table>{HEAD}</table>" + table * 21).encode())
    assert (parsed.rows, rules(parsed)) == ((), ["too_large"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"records": "a"}, "网页只有表格"),
        ({"header": ["编号"]}, "不能填header"),
        ({"layout": "columns"}, "html"),
        ({"paging": {"parameter": "p", "pages": "n"}}, "没有翻页信息"),
    ],
)
def test_what_a_web_page_cannot_hold_is_said(change: dict[str, Any], said: str) -> None:
    errors = settings_errors("rest", {"url": "https://10.0.0.8/x"}, READING | change)
    assert [(where, said in sentence) for where, sentence in errors] == [("reading", True)]
