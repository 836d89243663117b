"""What strangers write is data: it is shown as they wrote it and does nothing."""

import re

import pytest
from jinja2 import UndefinedError

from domain.snapshot import Snapshot
from domain.targets import Target
from papers.brief import brief
from papers.facts import Audience, Fact, FactError, clean, name_of, narrative
from papers.printers.as_docx import print_docx
from papers.printers.as_html import _environment, print_html
from papers.printers.as_text import print_text
from tests.papers.builders import (
    SEPTEMBER,
    Arrived,
    Year,
    department,
    office,
    replace_in,
    snapshot,
    target,
)
from tests.papers.made import KINDS, made
from tests.papers.reading import Page, word_text
from tests.papers.small import small

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "[点此](http://evil.example)",
    "@all &lt;b&gt; \"'",
    '=HYPERLINK("http://evil.example")',
    "</td></table><h1>",
)
LOADS = {"script", "img", "iframe", "link", "a", "form", "object", "embed", "svg", "base"}


def month(name: str) -> Snapshot:
    """One target behind whose every name and reason is ``name``."""
    year = Year(
        office([department("D01", name)], [target("M001", "D01", name=name)], name=f"办{name}")
    )
    year.judge(SEPTEMBER, {"M001": Arrived("1", name)})
    made_of = snapshot(year)
    return replace_in(made_of, city_leaders={"L1": name})


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_fault_h8_hostile_text_is_shown_and_does_nothing(kind: str, text: str) -> None:
    document = made(kind, month(text))
    page = Page(print_html(document))
    assert text in page.text
    assert set(page.tags) & LOADS == set()
    assert [name for name, _ in page.attributes if name.startswith("on")] == []
    assert text in print_text(document)
    assert text in word_text(print_docx(document))


def test_fault_h8_escaping_does_not_hang_on_a_file_name() -> None:
    assert _environment().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"


def test_characters_that_break_files_are_taken_out() -> None:
    dirty = "一\x00二\x0b三\u202e四\u200b五\ufeff六\ud800七\uffff八\r\n九"
    assert clean(dirty) == "一二 三四五六七八 九"
    document = brief(month(f"征{dirty}"))
    assert "征一二 三四五六七八 九" in word_text(print_docx(document))
    assert "征一二 三四五六七八 九" in print_html(document)


def test_a_long_narrative_is_cut_with_a_note() -> None:
    fact = narrative("reason", "长" * 40_000, "M001", 60)
    assert fact.text == "长" * 60 + "……（详见台账）"
    assert fact.value == "长" * 40_000
    assert narrative("reason", "长" * 60, "M001", 60).text == "长" * 60


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\t\n"])
def test_fault_h9_a_blank_is_never_printed(blank: str) -> None:
    with pytest.raises(FactError, match="nothing to print"):
        name_of("target.M001.name", blank)
    with pytest.raises(FactError, match="nothing to print"):
        Fact("target.M001.name", blank, blank, audience=Audience.INTERNAL)


def test_fault_h9_a_missing_field_stops_the_paper() -> None:
    with pytest.raises(KeyError, match="L1"):
        brief(small(city_leaders={}))
    with pytest.raises(KeyError):
        brief(small(reports={}))


def test_fault_h9_a_template_cannot_print_what_is_not_there() -> None:
    with pytest.raises(UndefinedError, match="planted"):
        _environment().from_string("目标：{{ planted }}").render()


def test_fault_h9_no_cell_of_a_paper_is_blank() -> None:
    for kind in KINDS:
        page = print_html(made(kind, small()))
        assert re.findall(r"<t[dh][^>]*>(?:<span>)?\s*(?:</span>)?</t[dh]>", page) == []


def test_a_target_is_still_named_by_code() -> None:
    assert isinstance(month("某").office.targets["M001"], Target)
    assert "M001 某" in print_text(brief(month("某")))


@pytest.mark.parametrize("kind", KINDS)
def test_fault_d11_a_narrative_that_breaks_files_is_printed_clean(kind: str) -> None:
    """Controls, a right-to-left override, an emoji and 40,000 characters in a reason given."""
    wild = "雨季\u202e停工\x0b\x00\ud83d🚧" + "长" * 40_000
    year = Year(office([department("D01", "甲局")], [target("M001", "D01", name="道路")]))
    year.judge(SEPTEMBER, {"M001": Arrived("1", wild)})
    document = made(kind, replace_in(snapshot(year), city_leaders={"L1": "甲"}))
    printed = (print_html(document), print_text(document), word_text(print_docx(document)))
    for text in printed:
        assert not set(text) & set("\u202e\x0b\x00\ud83d")
        assert "长" * 500 not in text
        text.encode()
    if any("雨季" in text for text in printed):
        assert all("雨季停工🚧" in re.sub(r"\s", "", text) for text in printed)
