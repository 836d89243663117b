"""Sources watched: last success, rows, time, columns, months failed; trouble stands first."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cycle.collect import collect
from cycle.month import run
from cycle.progress import silent
from cycle.sample import sample
from cycle.sources import Watched, sources
from cycle.status import status
from cycle.trial import try_source
from cycle.wiring import Parts
from domain.records import Pull
from domain.refusals import Refused
from domain.words import Kind, PullOutcome
from flows.show import plain
from flows.sources_shown import listed, tried
from flows.status_shown import sentences
from ledger import answers, pulls, runs
from tests.support.department_server import DepartmentServer, json_reply
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office

FEBRUARY, MARCH, APRIL = month("2014-02"), month("2014-03"), month("2014-04")
NOW = at("2014-04-09 09:00")
COLUMNS = ("编号", "完成数", "单位", "月份", "原因")
OK = Pull("D02", MARCH, PullOutcome.OK, rows=2, columns=COLUMNS, started_at=NOW, ended_at=NOW)
REST = """\
code: D02
name: 交通运输局
city_leader: L1
source:
  dialect: rest
  address: {{url: "{url}", token: DUBAN_D02_TOKEN, deadline_seconds: 4}}
  reading:
    parameters: {{month: "{{period}}"}}
    columns: {{target: code, figure: value}}
    unit: 万元
"""


def record(parts: Parts, *made: Pull) -> None:
    for pull in made:
        number = runs.start(parts.ledger, pull.period, "甲", NOW).number
        answers.record(parts.ledger, number, [pull], (), NOW)


def of(parts: Parts, code: str = "D02") -> Watched:
    (found,) = (one for one in sources(parts).watched if one.department == code)
    return found


def test_an_empty_ledger_was_never_asked_anything(parts: Parts) -> None:
    found = sources(parts)
    assert (found.period, found.in_trouble) == (None, ())
    assert [(one.department, one.outcome, one.answered_for) for one in found.watched] == [
        (code, None, None) for code in ("D01", "D02", "D03", "D04")
    ]


def test_a_good_month_shows_rows_time_and_way(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    found = of(parts)
    assert sources(parts).period == FEBRUARY
    assert (found.rows, found.expected, found.way, found.troubles) == (2, 2, "folder", ())
    assert found.answered_for == FEBRUARY
    assert found.answered_at is not None
    assert found.seconds is not None
    assert 0 <= found.seconds < 60


def test_the_newest_period_is_shown_unless_another_is_asked_for(parts: Parts) -> None:
    record(parts, OK, replace(OK, period=FEBRUARY, rows=1))
    assert (sources(parts).period, of(parts).rows) == (MARCH, 2)
    (before,) = (o for o in sources(parts, FEBRUARY).watched if o.department == "D02")
    assert (before.rows, before.answered_for) == (1, FEBRUARY)


def test_months_of_failure_running_are_counted_and_stand_first(parts: Parts) -> None:
    fault = replace(OK, outcome=PullOutcome.FAULT, error="连接被拒绝。", columns=(), rows=0)
    record(parts, replace(OK, period=FEBRUARY), fault, replace(fault, period=APRIL))
    record(parts, Pull("D01", APRIL, PullOutcome.SILENT))
    found = sources(parts)
    assert [one.department for one in found.watched] == ["D02", "D01", "D03", "D04"]
    assert [one.department for one in found.in_trouble] == ["D02", "D01"]
    assert (found.watched[0].months_failed, found.watched[0].answered_for) == (2, FEBRUARY)
    assert found.watched[0].troubles == ("数据源故障，已连续2个月：连接被拒绝。",)
    assert found.watched[1].months_failed == 0


def test_a_success_in_the_same_month_ends_the_count(parts: Parts) -> None:
    fault = replace(OK, outcome=PullOutcome.FAULT)
    record(parts, replace(fault, period=FEBRUARY), fault, OK)
    assert (of(parts).months_failed, of(parts).troubles) == (0, ())


@pytest.mark.parametrize(("rows", "is_few"), [(0, True), (1, True), (2, False), (3, False)])
def test_far_fewer_rows_than_expected_is_trouble(parts: Parts, rows: int, is_few: bool) -> None:
    record(parts, replace(OK, rows=rows))
    assert bool(of(parts).troubles) == is_few
    if is_few:
        assert f"只读出{rows}行，应有2行" in of(parts).troubles[0]


def test_what_the_department_declares_counts_before_its_targets(parts: Parts) -> None:
    known = parts.office.departments["D02"].model_copy(update={"expected_rows": 9})
    office = parts.office.model_copy(
        update={"departments": {**parts.office.departments, "D02": known}}
    )
    record(parts, OK)
    assert of(replace(parts, office=office)).expected == 9


def test_what_is_asked_for_at_the_years_end_only_is_not_expected_before(parts: Parts) -> None:
    annual = parts.office.targets["M2"].model_copy(
        update={"kind": Kind.ANNUAL_ONLY, "base_kind": Kind.CUMULATIVE}
    )
    office = parts.office.model_copy(
        update={"targets": {**parts.office.targets, annual.code: annual}}
    )
    record(parts, OK)
    assert of(replace(parts, office=office)).expected == 1


def test_a_source_that_failed_is_not_called_slow_beside(tmp_path: Path) -> None:
    with opened_rest(tmp_path, "http://127.0.0.1:9/a") as parts:
        late = replace(OK, outcome=PullOutcome.FAULT, error="超时")
        record(parts, replace(late, ended_at=NOW + timedelta(seconds=4)))
        assert of(parts).troubles == ("数据源故障：超时",)


@pytest.mark.parametrize(("seconds", "is_slow"), [(1.9, False), (2.1, True)])
def test_over_half_the_deadline_is_trouble(tmp_path: Path, seconds: float, is_slow: bool) -> None:
    with opened_rest(tmp_path, "http://127.0.0.1:9/a") as parts:
        record(parts, replace(OK, ended_at=NOW + timedelta(seconds=seconds)))
        assert (of(parts).seconds, of(parts).way) == (seconds, "http")
        assert any("时限（4秒）的一半" in sentence for sentence in of(parts).troubles) == is_slow


def test_other_columns_than_last_month_are_trouble(parts: Parts) -> None:
    record(parts, replace(OK, period=FEBRUARY), replace(OK, columns=("编号", "进度")))
    found = of(parts)
    assert (found.new_columns, found.gone_columns) == (("进度",), COLUMNS[1:])
    assert found.troubles[0].startswith("数据列与上次不同：新出现“进度”；缺少“完成数”")


def test_columns_are_compared_with_an_earlier_month_not_with_an_earlier_pull(
    parts: Parts,
) -> None:
    record(parts, replace(OK, columns=("a",)), OK)
    assert of(parts).new_columns == ()


def test_each_pull_begins_with_the_run_and_takes_its_own_time(parts: Parts) -> None:
    def slower(work, departments):  # type: ignore[no-untyped-def]
        for department in departments:
            time.sleep(0.1)
            yield work(department)

    every = list(parts.office.departments.values())
    found = collect(parts, MARCH, every, NOW, spread=slower, progress=silent)
    assert {one.pull.started_at for one in found} == {NOW}
    took = [one.pull.ended_at - NOW for one in found if one.pull.ended_at]
    assert len(took) == 4
    assert all(each > timedelta() for each in took)


def test_status_names_the_sources_in_trouble(parts: Parts) -> None:
    record(parts, replace(OK, rows=0), Pull("D01", MARCH, PullOutcome.OK, rows=2))
    found = status(parts, MARCH, NOW)
    assert found.sources_in_trouble == ("D02",)
    assert "数据源异常：D02（duban source list --failing）" in list(sentences(found))


def test_the_list_is_shown_and_is_json(parts: Parts, capsys: pytest.CaptureFixture[str]) -> None:
    record(parts, replace(OK, rows=0))
    found = sources(parts)
    listed(found, among=4)
    shown = capsys.readouterr().out
    assert "2014年3月：4个数据源，1个异常" in shown
    assert "只读出0行" in shown
    assert json.loads(json.dumps(plain(found)))["watched"][0]["troubles"]


def test_a_trial_shows_times_columns_rows_and_findings(
    office: SmallOffice, parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    office.drop("2014-03", on_pace(3, U2="千"))
    trial = try_source(parts, "D02", MARCH, NOW)
    assert (trial.columns, trial.accepted) == (COLUMNS, 1)
    assert trial.seconds.fetch >= 0
    tried(trial)
    shown = capsys.readouterr().out
    assert "用时：采集" in shown
    assert "数据列：编号、完成数、单位、月份、原因" in shown
    assert "读出 2 行，1 行可用" in shown


class opened_rest:  # noqa: N801 used as a function
    """Parts of an office whose D02 is an interface."""

    def __init__(self, root: Path, url: str) -> None:
        self.office = small_office(root)
        file = self.office.folder / "departments/D02.yaml"
        file.write_text(REST.format(url=url), encoding="utf-8")

    def __enter__(self) -> Parts:
        self.parts = replace(self.office.open(), secret=lambda name: "s3cret-value")
        return self.parts

    def __exit__(self, *_: object) -> None:
        self.parts.ledger.close()


@pytest.fixture
def server() -> Iterator[DepartmentServer]:
    with DepartmentServer(lambda _: json_reply([{"code": "M2", "value": 300}])) as serving:
        yield serving


def test_a_sample_is_the_bytes_and_the_requests_without_secrets(
    tmp_path: Path, server: DepartmentServer
) -> None:
    with opened_rest(tmp_path, server.url) as parts:
        kept = sample(parts, "D02", MARCH, tmp_path / "x", NOW)
        assert sorted(path.name for path in kept.files) == ["answer-1.json", "requests.txt"]
        assert json.loads((tmp_path / "x/answer-1.json").read_bytes()) == [
            {"code": "M2", "value": 300}
        ]
        said = (tmp_path / "x/requests.txt").read_text("utf-8")
        assert said == "GET /progress?month [Authorization]\n"
        assert pulls.until(parts.ledger, None) == ()
        with pytest.raises(Refused, match="不予覆盖"):
            sample(parts, "D02", MARCH, tmp_path / "x", NOW)


def test_a_sample_of_a_folder_bears_no_name_of_the_source(
    office: SmallOffice, parts: Parts, tmp_path: Path
) -> None:
    office.drop("2014-03", on_pace(3))
    kept = sample(parts, "D02", MARCH, tmp_path / "x", NOW)
    assert [path.name for path in kept.files] == ["answer-1.csv"]
    assert kept.files[0].read_bytes() == (office.folder / "drops/D02/2014-03.csv").read_bytes()


def test_a_stranger_has_no_sample(parts: Parts, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有编号为D99的单位"):
        sample(parts, "D99", MARCH, tmp_path, NOW)
