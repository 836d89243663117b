"""Records in odder shapes: trees, one in each element, marked values, a head among the rows."""

import json
from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules
from tests.support.department_server import DepartmentServer, reply


def line(number: int, **more: Any) -> dict[str, Any]:
    """A row of the register."""
    return {"code": f"T0{number}", "value": number, "unit": "个", **more}


def written(value: Any) -> bytes:
    """As an answer in JSON."""
    return json.dumps(value, ensure_ascii=False).encode()


ROWS = [("T01", "1", "个"), ("T02", "2", "个"), ("T03", "3", "个")]
TREE = [
    {"name": "经济", "sub": [line(1, sub=[]), {"name": "工业", "sub": [line(2, sub=[line(3)])]}]},
    line(4, sub=None),
]


def test_a_tree_of_any_depth_is_read_parents_first() -> None:
    reading = {"columns": COLUMNS, "records": "a", "children": "sub", "ignore": ["name"]}
    parsed = read("rest", reading, written({"a": TREE}))
    assert (figures(parsed), parsed.findings) == ([*ROWS, ("T04", "4", "个")], ())


def test_a_row_of_a_tree_knows_the_record_round_it() -> None:
    tree = [{"note": "雨", "sub": [line(1)]}, {"note": "雪", "sub": [line(2)]}]
    columns = COLUMNS | {"reason_given": "^.note"}
    reading = {"columns": columns, "children": "sub", "ignore": ["note"]}
    parsed = read("rest", reading, written(tree))
    assert [row.reason_given for row in parsed.rows] == ["雨", "雪"]


def test_a_tree_in_xml() -> None:
    body = (
        "<a>"
        + "<d>" * 3
        + "</d>".join(f"<code>T0{n}</code><value>{n}</value><unit>个</unit>" for n in (3, 2, 1))
    )
    reading = {"format": "xml", "records": "a.d", "children": "d", "columns": COLUMNS}
    assert sorted(figures(read("rest", reading, f"{body}</d></a>".encode()))) == ROWS


def test_fault_a11_a_tree_that_is_too_deep_is_refused() -> None:
    body = b'{"code":"T01","sub":[' * 50_000 + b"]}" * 50_000
    reading = {"columns": COLUMNS, "children": "sub"}
    parsed = read("rest", reading, b"[" + body + b"]")
    assert (parsed.rows, rules(parsed)) == ((), ["json_refused"])


def test_fault_a16_children_that_are_no_list_give_nothing() -> None:
    reading = {"columns": COLUMNS, "children": "sub"}
    parsed = read("rest", reading, written([line(1, sub="T02")]))
    assert (parsed.rows, rules(parsed)) == ((), ["records_missing"])


def test_one_record_in_each_element() -> None:
    features = [{"type": "F", "of": {"properties": line(n)}} for n in (1, 2, 3)]
    columns = COLUMNS | {"reason_given": "^.type"}
    reading = {"columns": columns, "records": "features.*.of.properties"}
    parsed = read("rest", reading, written({"features": features}))
    assert (figures(parsed), {row.reason_given for row in parsed.rows}) == (ROWS, {"F"})


def test_fault_a16_an_element_without_its_record_gives_nothing() -> None:
    features = [{"properties": line(1)}, {"property": line(2)}]
    reading = {"columns": COLUMNS, "records": "features.*.properties"}
    parsed = read("rest", reading, written({"features": features}))
    assert (parsed.rows, rules(parsed)) == ((), ["records_missing"])


def test_an_element_of_xml_that_holds_no_row_counts_for_none() -> None:
    row = "<row><code>T01</code><value>1</value><unit>个</unit></row>"
    body = f"<a><n>1</n><g><row/></g><g>{row}</g></a>".encode()
    reading = {"format": "xml", "records": "a.g.*.row", "total": "a.n", "columns": COLUMNS}
    with DepartmentServer(reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, figures(parsed)) == (PullOutcome.OK, ROWS[:1])


MARKED = {"target": "f.[n=code].v", "figure": "f.[n=done].v", "unit": "f.[n=单位].v"}


def marked(number: int) -> dict[str, Any]:
    """A record whose values stand beside their names."""
    values = {"单位": "个", "code": f"T0{number}", "done": number}
    return {"id": number, "f": [{"n": name, "v": value} for name, value in values.items()]}


def test_a_value_is_found_by_the_name_beside_it() -> None:
    reading = {"columns": MARKED, "ignore": ["id"]}
    parsed = read("rest", reading, written([marked(n) for n in (1, 2, 3)]))
    assert (figures(parsed), parsed.findings) == (ROWS, ())


def test_a_value_in_xml_is_found_by_its_attribute() -> None:
    rows = "".join(
        f'<row><f n="code">T0{n}</f><f n="done">{n}</f><f n="u">个</f></row>' for n in (1, 2, 3)
    )
    columns = {"target": "f.[@n=code].#text", "figure": "f.[@n=done].#text"}
    reading = {"format": "xml", "records": "r.row", "columns": columns, "unit": "个"}
    assert figures(read("rest", reading, f"<r>{rows}</r>".encode())) == ROWS


def test_fault_a16_a_name_that_stands_twice_says_nothing() -> None:
    record = marked(1)
    record["f"].append({"n": "done", "v": 7})
    parsed = read("rest", {"columns": MARKED, "ignore": ["id"]}, written([record]))
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])


@pytest.mark.parametrize("path", ["", "a", "a.b"])
def test_the_head_is_the_first_of_the_rows(path: str) -> None:
    value: Any = [list(COLUMNS.values()), *(list(line(n).values()) for n in (1, 2, 3))]
    for name in reversed(path.split(".") if path else []):
        value = {name: value}
    header = f"{path}.0" if path else "0"
    parsed = read("rest", {"columns": COLUMNS, "records": path, "header": header}, written(value))
    assert (figures(parsed), parsed.findings) == (ROWS, ())


@pytest.mark.parametrize("text", ["var data = {};\n", "window.data={};", " let a =\n{}"])
def test_json_that_a_script_gives_a_name(text: str) -> None:
    body = written({"a=(b)": [line(n) for n in (1, 2, 3)]}).decode()
    reading = {"format": "jsonp", "records": "a=(b)", "columns": COLUMNS}
    with DepartmentServer(reply(text.replace("{}", body).encode())) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, figures(parsed)) == (PullOutcome.OK, ROWS)


@pytest.mark.parametrize("end", [2, 10, 30, -4, -5])
def test_fault_a7_a_script_that_was_cut_is_partial(end: int) -> None:
    body = f"var data = {written([line(1)]).decode()};\n"[:end]
    with DepartmentServer(reply(body.encode())) as server:
        reading = {"format": "jsonp", "columns": COLUMNS}
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.PARTIAL


def test_fault_a13_a_total_that_is_no_number_is_said() -> None:
    with DepartmentServer(reply(written({"t": "共1条", "a": [line(1)]}))) as server:
        reading = {"columns": COLUMNS, "records": "a", "total": "t"}
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert fetched.error == "接口给出的总数“共1条”不是数字，请核对total所指的位置"


def test_a_tree_has_no_columns() -> None:
    reading = {"columns": COLUMNS, "children": "sub", "layout": "columns"}
    errors = settings_errors("rest", {"url": "https://10.0.0.8/x"}, reading)
    assert [(where, "children" in sentence) for where, sentence in errors] == [("reading", True)]
