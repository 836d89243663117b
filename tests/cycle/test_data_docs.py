"""Great Expectations' own page on a month: from the archive, in Chinese, all in one file."""

import re
from pathlib import Path

import pytest

from cycle.data_docs import write_data_docs
from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.refusals import Refused
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY = month("2014-02")


@pytest.fixture
def page(office: SmallOffice, parts: Parts, tmp_path: Path) -> str:
    """M1 is in 元; the department's file is gone by the time the page is asked for."""
    office.drop("2014-02", on_pace(2))
    drop = office.folder / "drops" / "D01" / "2014-02.csv"
    drop.write_text(drop.read_text("utf-8").replace("万元", "元", 1), encoding="utf-8")
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    drop.unlink()
    path = write_data_docs(parts, FEBRUARY, tmp_path / "docs")
    assert path == tmp_path / "docs" / "2014-02.html"
    return path.read_text(encoding="utf-8")


def test_the_page_says_each_rule_in_chinese_and_names_who_broke_it(page: str) -> None:
    assert "报送的计量单位为“…”，与登记的计量单位不符，请换算并写明单位后重新报送" in page
    assert "2014年2月数据校验说明" in page
    assert "请换算并写明单位后重新报送【D01 M1】" in page
    assert page.count("【") == 1


def test_a_browser_loads_nothing_for_it(page: str) -> None:
    assert re.findall(r"https?:|//[a-z]+\.|url\(|@import|\b(?:src|href|style)=", page) == []
    assert re.findall(r"<(?:script|link|img|iframe|object|embed|base)\b", page) == []
    assert "default-src 'none'" in page


def test_a_month_without_figures_has_no_page(parts: Parts, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="尚无可校验的数据"):
        write_data_docs(parts, FEBRUARY, tmp_path)
    assert list(tmp_path.glob("*.html")) == []
