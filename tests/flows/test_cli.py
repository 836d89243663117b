"""The command line in real processes: one month, its exit codes, and errors without tracebacks."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.local_time import SHANGHAI
from ledger import Ledger, locks
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office

Run = Callable[..., subprocess.CompletedProcess[str]]
DUBAN = Path(sys.executable).with_name("duban")


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    made = small_office(tmp_path)
    made.drop("2014-02", on_pace(2, U2="150"))
    made.drop("2014-03", on_pace(3, U2="190"))
    return made


def environment(office: SmallOffice, now: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
    return kept | {
        "DUBAN_OFFICE": str(office.folder),
        "DUBAN_DATA": str(office.settings.data),
        "DUBAN_NOW": at(now).isoformat(),
    }


@pytest.fixture
def duban(office: SmallOffice) -> Run:
    def run(*words: str, now: str = "2014-04-15 09:00") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DUBAN, *words],
            env=environment(office, now),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_month_from_run_to_issue(duban: Run, office: SmallOffice, tmp_path: Path) -> None:
    assert duban("run", "2014-02", now="2014-03-10 09:00").returncode == 3
    ran = duban("run", "2014-03", now="2014-04-09 09:00")
    assert ran.returncode == 3
    assert "待批示：1件" in ran.stdout
    refused = duban(
        "decide", "confirm", "1", "--leader", "示例甲", "--recorder", "丙", "--document", "1"
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "目标U2的数据未经集中审核" in refused.stderr
    sheet = tmp_path / "audit.csv"
    sheet.write_text("编号,审核值,依据\nU2,190,凭证\n", encoding="utf-8")
    assert duban("audit", "sheet", "2014-03", str(sheet), "--by", "丙").returncode == 0
    (waiting,) = json.loads(duban("status", "--period", "2014-03", "--json").stdout)["waiting"]
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(
        f"序号,决定,措施,理由,告知日期,告知方式\n{waiting['number']},同意,,,2014-04-15,面谈\n",
        encoding="utf-8",
    )
    signed = ("--leader", "示例甲", "--recorder", "丙", "--document", "批示1号")
    assert duban("decide", "sheet", str(decisions), *signed).returncode == 0
    issued = duban("issue", "2014-03", "--signed-by", "示例甲", "--document", "签1")
    assert issued.returncode == 0
    assert "示效能〔2014〕1号" in issued.stdout
    assert duban("run", "2014-03").returncode == 0
    assert duban("explain", "U2", "2014-03").returncode == 0


def test_a_held_month_is_left_at_once_naming_the_holder(duban: Run, office: SmallOffice) -> None:
    ledger = Ledger.open(office.settings.ledger_url, office.settings.data / "archive")
    with locks.lock(ledger, month("2014-02"), "另一台机器", at("2014-03-10 09:00")):
        held = duban("run", "2014-02", now="2014-03-10 09:00")
    ledger.close()
    assert held.returncode == 4
    assert "2014年2月正由另一台机器处理" in held.stderr


def test_a_tripped_breaker_is_exit_5(duban: Run, office: SmallOffice) -> None:
    duban("run", "2014-02", now="2014-03-10 09:00")
    office.drop("2014-03", dict.fromkeys(on_pace(3), "201"))
    assert duban("run", "2014-03", now="2014-04-09 09:00").returncode == 5
    freed = duban("release", "2014-03", "--by", "丙", "--reason", "已核实")
    assert freed.returncode == 0
    assert duban("run", "2014-03").returncode == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run", "2014-13"), 2, "not a period"),
        (("run", "2014"), 2, "a month is needed"),
        (("run",), 2, "Missing argument"),
        (("run", "2014-01"), 1, "自2月起评判"),
        (("explain", "U2", "2014-03"), 1, "尚未评判，请先运行：duban run 2014-03"),
        (("explain", "X9", "2014-03"), 1, "目标X9不在目标库中"),
        (("laggards", "2014-03"), 1, "尚未评判，请先运行：duban run 2014-03"),
        (("findings", "accept", "9", "--by", "丙", "--reason", "无"), 1, "没有校验发现第9号"),
        (("department", "D99", "2014-03"), 1, "没有编号为D99的单位"),
        (("reissue", "2014-03", "--to", "x"), 1, "尚未印发"),
        (("template", "D99", "2014-03"), 1, "没有编号为D99的单位"),
        (("template", "2014-03"), 2, "name departments, or --all"),
        (("template", "D01", "D02", "2014-03", "--to", "a.xlsx"), 2, "several forms need a folder"),
    ],
)
def test_refusals_are_sentences(duban: Run, words: tuple[str, ...], code: int, said: str) -> None:
    done = duban(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_office_with_errors_says_each_with_file_and_line(
    duban: Run, office: SmallOffice
) -> None:
    targets = office.folder / "targets.csv"
    targets.write_text(targets.read_text("utf-8").replace("按月均衡", "按周均衡"), "utf-8")
    for words in (("office", "check"), ("run", "2014-02")):
        done = duban(*words)
        assert done.returncode == 1
        assert "targets.csv:2:" in done.stderr
        assert "targets.csv:7:" in done.stderr


def test_forms_are_written_and_named(duban: Run, office: SmallOffice, tmp_path: Path) -> None:
    for code in ("D02", "D03"):
        text = f"code: {code}\nname: {code}局\ncity_leader: L1\nsource:\n  dialect: form\n"
        text += f"  address: {{folder: drops/{code}}}\n"
        (office.folder / f"departments/{code}.yaml").write_text(text, encoding="utf-8")
    one = duban("template", "D03", "2014-02")
    assert (one.returncode, Path(one.stdout.strip()).name) == (0, "D03-2014-02-D03局填报表.xlsx")
    every = json.loads(
        duban("template", "--all", "2014-02", "--to", str(tmp_path / "a"), "--json").stdout
    )
    assert [(x["department"], x["targets"], x["is_new"]) for x in every] == [
        ("D02", 2, True),
        ("D03", 1, True),
    ]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == [
        Path(x["path"]).name for x in every
    ]


def test_source_try_records_nothing(duban: Run, office: SmallOffice) -> None:
    before = sorted(p.name for p in office.settings.data.rglob("*"))
    done = duban("source", "try", "D02", "2014-02", "--json", now="2014-03-10 09:00")
    tried = json.loads(done.stdout)
    assert (done.returncode, tried["outcome"], tried["accepted"]) == (0, "ok", 2)
    assert [row["figure"] for row in tried["rows"]] == ["200", "150"]
    assert [body["size"] for body in tried["bodies"]] == [
        (office.folder / "drops/D02/2014-02.csv").stat().st_size
    ]
    assert sorted(p.name for p in office.settings.data.rglob("*")) == before


def test_a_ledger_that_was_never_made_says_what_to_do(duban: Run, office: SmallOffice) -> None:
    (office.settings.data / "duban.sqlite").unlink()
    done = duban("status")
    assert done.returncode == 1
    assert "duban db upgrade" in done.stderr


def test_the_clock_is_shanghai() -> None:
    assert at("2014-04-09 09:00").tzinfo is SHANGHAI


def test_sources_are_listed_those_in_trouble_alone_where_asked(
    duban: Run, office: SmallOffice
) -> None:
    never = duban("source", "list")
    assert never.returncode == 0
    assert "尚未采集过任何数据源" in never.stdout
    (office.folder / "drops/D02").rename(office.folder / "elsewhere")
    duban("run", "2014-02", now="2014-03-10 09:00")
    listed = json.loads(duban("source", "list", "--json").stdout)
    assert [one["department"] for one in listed["watched"]] == ["D02", "D01", "D03", "D04"]
    failing = duban("source", "list", "--failing", "--json")
    (one,) = json.loads(failing.stdout)["watched"]
    assert (failing.returncode, one["department"], one["outcome"]) == (0, "D02", "fault")
    assert "数据文件夹不存在" in one["troubles"][0]


def test_a_sample_is_kept_and_nothing_is_written_over(
    duban: Run, office: SmallOffice, tmp_path: Path
) -> None:
    words = ("source", "sample", "D02", "2014-02", "--to", str(tmp_path / "sample"))
    done = duban(*words)
    assert done.returncode == 0
    assert [path.name for path in (tmp_path / "sample").iterdir()] == ["answer-1.csv"]
    again = duban(*words)
    assert again.returncode == 1
    assert "不予覆盖" in again.stderr


def test_findings_are_shown_by_cause_and_answered_by_range(duban: Run, office: SmallOffice) -> None:
    drop = office.folder / "drops" / "D01" / "2014-02.csv"
    drop.write_text(drop.read_text("utf-8").replace("万元", "元"), encoding="utf-8")
    ran = duban("run", "2014-02", now="2014-03-10 09:00")
    assert "校验发现3条（2类）" in ran.stdout
    now = "2014-03-11 09:00"
    shown = duban("findings", "--severity", "reject", now=now).stdout
    assert "校验发现 1 类 2 条" in shown
    assert "报送的计量单位为“元”" in shown
    each = duban("findings", "--each", "--rule", "wrong_unit", now=now).stdout
    assert each.count("本次报送为“元”") == 2
    rejected = json.loads(duban("findings", "--rule", "wrong_unit", "--json", now=now).stdout)
    numbers = [one["number"] for one in rejected]
    status = duban("status", now=now).stdout
    assert f"第{numbers[0]}-{numbers[-1]}号 D01：" in status
    signed = ("--by", "丙", "--reason", "请换算")
    returned = duban("findings", "return", f"{numbers[0]}-{numbers[-1]}", *signed, now=now)
    assert (returned.returncode, "已退回校验发现第" in returned.stdout) == (0, True)
    left = json.loads(duban("findings", "--state", "open", "--json", now=now).stdout)
    assert {one["finding"]["rule"] for one in left} == {"newly_behind"}
    assert duban("findings", "return", "9-1", *signed, now=now).returncode == 2


def test_a_sketch_is_yaml_and_says_what_it_reads(
    duban: Run, office: SmallOffice, tmp_path: Path
) -> None:
    sample = office.folder / "drops/D02/2014-02.csv"
    done = duban("source", "sketch", str(sample), "--department", "D02")
    assert done.returncode == 0
    assert done.stdout.startswith("code: D02\nname: 交通运输局\n")
    assert "按此草稿读样本（2014-02）：读出2行" in done.stderr
    (office.folder / "departments/D02.yaml").write_text(done.stdout, encoding="utf-8")
    assert duban("office", "check").returncode == 0
    lost = tmp_path / "a.csv"
    lost.write_text("编号,心情\nM2,好\n", encoding="utf-8")
    failed = duban("source", "sketch", str(lost))
    assert failed.returncode == 1
    assert "target: 编号" in failed.stdout
    assert "没有找到：a column for figure" in failed.stderr
    assert duban("source", "sketch", str(lost), "--header", "X").returncode == 2
