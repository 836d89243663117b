"""From raw bytes to sentence: the archive is read again, and one changed byte is told."""

from cycle.explain import explain
from cycle.figures import Audited, audit
from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.words import Basis, Standing
from ledger import reports
from tests.support.small_office import SmallOffice, at, month, on_pace

MARCH = month("2014-03")


def test_every_link_is_named_and_agrees(march: Parts) -> None:
    chain = explain(march, "U2", MARCH)
    said = "\n".join(chain.sentences)
    assert chain.agrees
    assert chain.judgement.standing is Standing.BEHIND
    assert "应完成300万元（按月均衡，全年的3/12），实际190万元" in said
    assert "出处：2014-03.csv第3行“完成数”列，原文“190”" in said
    assert "2014-04-09 09:00得知" in said


def test_one_changed_byte_is_told(march: Parts) -> None:
    (report,) = reports.revisions(march.ledger, "U2", MARCH)
    assert report.raw_hash is not None
    archived = march.data / "archive" / report.raw_hash[:2] / report.raw_hash
    archived.write_bytes(archived.read_bytes().replace(b"190", b"390"))
    chain = explain(march, "U2", MARCH)
    assert not chain.agrees
    assert "与入库时不一致" in chain.disagreements[0]
    assert chain.sentences[-1] == "核对：不一致，请勿作为依据"


def test_lost_bytes_are_told(march: Parts) -> None:
    (report,) = reports.revisions(march.ledger, "U2", MARCH)
    assert report.raw_hash is not None
    (march.data / "archive" / report.raw_hash[:2] / report.raw_hash).unlink()
    assert "已丢失" in explain(march, "U2", MARCH).disagreements[0]


def test_a_column_map_that_reads_something_else_today_is_told_of_its_version(march: Parts) -> None:
    """The stored version of the office reads the bytes, whatever the folder says now."""
    moved = march.office.departments["D02"].model_copy(
        update={"reading": {**march.office.departments["D02"].reading, "encoding": "utf-16"}}
    )
    march.office.departments["D02"] = moved
    assert explain(march, "U2", MARCH).agrees


def test_an_audited_value_keeps_its_source_and_names_the_auditor(march: Parts) -> None:
    audit(march, MARCH, [Audited("U2", "195", "凭证9号")], "丙", at("2014-04-10 09:00"))
    chain = explain(march, "U2", MARCH)
    assert chain.agrees
    assert chain.report is not None
    assert (chain.report.basis, chain.report.actor) == (Basis.AUDITED, "丙（依据：凭证9号）")
    assert "出处：2014-03.csv第3行" in "\n".join(chain.sentences)


def test_a_converted_figure_shows_what_was_written_and_by_which_equation(
    office: SmallOffice,
) -> None:
    path = office.folder / "departments" / "D02.yaml"
    units = "    units: [10000万元 = 1亿元, 1万元 = 10000元]\n"
    plain = path.read_text(encoding="utf-8")
    path.write_text(plain.replace("    columns", f"{units}    columns"), encoding="utf-8")
    office.drop("2014-02", on_pace(2))
    file = office.folder / "drops" / "D02" / "2014-02.csv"
    dropped = file.read_text(encoding="utf-8")
    file.write_text(dropped.replace("U2,200,万元", "U2,0.019,亿元"), encoding="utf-8")
    parts = office.open()
    run(parts, month("2014-02"), at("2014-03-10 09:00"), silent)
    chain = explain(parts, "U2", month("2014-02"))
    parts.ledger.close()
    said = "\n".join(chain.sentences)
    assert chain.agrees
    assert chain.judgement.standing is Standing.BEHIND
    assert "实际190万元" in said
    assert "原文“0.019”" in said
    assert "换算：原文以“亿元”计，按“10000万元=1亿元”换算为万元" in said
