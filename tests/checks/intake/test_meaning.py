"""What a report says, read by the kind of its target; nothing is guessed."""

import pytest

from checks.intake.meaning import MeaningError, read_progress
from domain.records import Progress
from domain.words import Verdict
from tests.checks.intake.builders import (
    accepted,
    checked,
    milestone,
    office,
    qualitative,
    row,
    target,
)

FIRST, SECOND, THIRD = (node.name for node in milestone("T01").nodes)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("无", set()),
        (" 无 ", set()),
        (FIRST, {FIRST}),
        (f"{FIRST}、{THIRD}", {FIRST, THIRD}),
        (f"{FIRST}；{THIRD}。"[:-1], {FIRST, THIRD}),
        (f"{THIRD}，{FIRST}", {FIRST, THIRD}),
        (f"{FIRST}, {SECOND} ;{THIRD}", {FIRST, SECOND, THIRD}),
        (f"{SECOND}、", {SECOND}),
        (f"{FIRST}、{FIRST}", {FIRST}),
        ("可研\u200b批复", {FIRST}),
    ],
)
def test_nodes_are_read_by_their_registered_names(text: str, reached: set[str]) -> None:
    """One of them holds a separator in its own name."""
    assert read_progress(milestone("T01"), text) == Progress(nodes=frozenset(reached))


@pytest.mark.parametrize(
    "text",
    [
        "主体封顶",
        "验收",
        "可研",
        f"{FIRST}{THIRD}",
        f"{FIRST}和{THIRD}",
        f"、{FIRST}",
        f"{FIRST}、开工",
        f"未完成{FIRST}",
        f"{FIRST}（未完成）",
        "无、竣工",
        "全部",
        "3",
        "50%",
        "、",
    ],
)
def test_an_unregistered_node_is_refused_with_the_list(text: str) -> None:
    with pytest.raises(MeaningError, match="请从可研批复、主体封顶、验收、竣工中填写") as refused:
        read_progress(milestone("T01"), text)
    assert refused.value.rule == "unknown_node"


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_one_of_five_words(verdict: Verdict) -> None:
    assert read_progress(qualitative("T01"), f" {verdict.label}\u3000") == Progress(verdict=verdict)
    with pytest.raises(MeaningError, match="请填欠进度、达进度、超进度、已完成、其它之一"):
        read_progress(qualitative("T01"), f"{verdict.label}了")


@pytest.mark.parametrize("text", ["完成", "正常", "60", "on_pace", "其他", "欠进度、达进度"])
def test_another_word_is_no_verdict(text: str) -> None:
    with pytest.raises(MeaningError) as refused:
        read_progress(qualitative("T01"), text)
    assert refused.value.rule == "not_a_verdict"


def test_fault_a12_text_that_is_no_number_is_refused_row_by_row() -> None:
    """A full-width figure is read, the rest is kept as it stands in a finding; none becomes 0."""
    texts = {"T01": "６０", "T02": "60万", "T03": "约60", "T04": "6e1", "T05": "—", "T06": "60%"}
    feed = [row(code, text, place) for place, (code, text) in enumerate(texts.items(), 2)]
    found = checked(feed, office([target(code) for code in texts]))
    assert accepted(found) == {"T01": Progress(value=600_000)}
    assert {(f.rule, f.raw_value) for f in found.findings} == {
        ("not_a_number", text) for code, text in texts.items() if code != "T01"
    }
    told = {f.target: f.sentence for f in found.findings}
    assert "没有发生的请填0，没有数据的请留空" in told.pop("T05")
    assert all("不是规范的数字，请只填阿拉伯数字" in sentence for sentence in told.values())


def test_a_column_that_declares_its_decimals_is_rounded_at_the_door() -> None:
    feed = [row("T01", "60.00005", decimals=2), row("T02", "60.00005", 3)]
    found = checked(feed, office([target("T01"), target("T02")]))
    assert accepted(found) == {"T01": Progress(value=600_000)}
    assert found.accepted[0].row.figure == "60.00005"
    assert "小数超过4位" in found.findings[0].sentence
