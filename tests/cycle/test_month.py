"""One month, repeated, late, corrected: what the ledger holds and what leaves."""

import pytest

from cycle.figures import enter_report
from cycle.month import Outcome, run
from cycle.progress import silent
from cycle.standings import behind, standings
from cycle.wiring import Parts
from domain.refusals import Refused
from domain.words import MessageKind, Standing
from ledger import assessments, outbox, reports
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_6 = at("2014-03-10 09:00")


def run_february(parts: Parts, when: str = "2014-03-10 09:00") -> Outcome:
    return run(parts, FEBRUARY, at(when), silent)


def test_the_line_is_on_pace_and_a_hair_below_is_behind(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M2="199.9999"))
    run_february(parts)
    found = {line.target: line.standing for line in standings(parts, FEBRUARY)}
    assert found == dict.fromkeys(on_pace(2), Standing.ON_PACE) | {"M2": Standing.BEHIND}


def test_a_second_run_adds_nothing(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M2="100"))
    first = run_february(parts)
    second = run_february(parts, "2014-03-10 11:00")
    assert first.assessed.reassessed == ("municipal", "upper")
    assert (second.gathered.new_figures, second.assessed.reassessed) == (0, ())
    assert second.assessed.alerted.letters == 0
    assert [m.envelope.recipient_key for m in outbox.listed(parts.ledger)] == ["HD02", "CD02"]


def test_only_one_department_is_asked(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    outcome = run(parts, FEBRUARY, DAY_6, silent, only="D03")
    assert outcome.gathered.departments == 1
    found = {line.target: line.standing for line in standings(parts, FEBRUARY)}
    assert found["M3"] is Standing.ON_PACE
    assert {found[t] for t in ("M1", "M2", "M4", "U1", "U2")} == {Standing.MISSING}


def test_an_unknown_department_and_a_month_not_judged_are_refused(
    office: SmallOffice, parts: Parts
) -> None:
    with pytest.raises(Refused, match="没有编号为D99的单位"):
        run(parts, FEBRUARY, DAY_6, silent, only="D99")
    with pytest.raises(Refused, match="自2月起评判"):
        run(parts, month("2014-01"), DAY_6, silent)


def test_a_late_figure_is_judged_and_corrects_the_alert(office: SmallOffice, parts: Parts) -> None:
    late = on_pace(2, M2="100")
    office.drop("2014-02", {t: f for t, f in late.items() if t != "M3"})
    run_february(parts)
    office.drop("2014-02", late | {"M2": "200", "M3": "50"})
    run_february(parts, "2014-03-11 09:00")
    assert [line.target for line in behind(standings(parts, FEBRUARY))] == ["M3"]
    kinds = [(m.envelope.department, m.envelope.kind) for m in outbox.listed(parts.ledger)]
    assert kinds == [
        ("D02", MessageKind.ALERT),
        ("D02", MessageKind.ALERT),
        ("D03", MessageKind.ALERT),
        ("D03", MessageKind.ALERT),
        ("D02", MessageKind.ALERT_CORRECTION),
        ("D02", MessageKind.ALERT_CORRECTION),
        ("D03", MessageKind.ALERT_CORRECTION),
        ("D03", MessageKind.ALERT_CORRECTION),
    ]


def test_silence_is_missing_and_is_told_apart(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", {"M1": "200", "U1": "200"})
    outcome = run_february(parts)
    assert outcome.gathered.silent == ("D02", "D03", "D04")
    named = {m.envelope.department: m.envelope.named for m in outbox.listed(parts.ledger)}
    assert named == {"D02": frozenset(), "D03": frozenset(), "D04": frozenset()}


def test_figures_are_revisions_and_assessments_cite_them(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run_february(parts)
    office.drop("2014-02", on_pace(2, M1="250"))
    run_february(parts, "2014-03-11 09:00")
    revised = reports.revisions(parts.ledger, "M1", FEBRUARY)
    assert [r.raw_value for r in revised] == ["200", "250"]
    judged = assessments.latest(parts.ledger, FEBRUARY)["municipal"]
    assert judged.revision == 2
    assert next(j for j in judged.judgements if j.target == "M1").report == revised[1].number


def test_a_month_is_not_judged_before_its_day(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M2="100"))
    with pytest.raises(
        Refused, match="2014年2月自2014-03-10起评判，今日不评判；先行采集请用 duban collect 2014-02"
    ):
        run_february(parts, "2014-03-09 23:59")
    assert outbox.listed(parts.ledger) == ()


def test_a_telephone_figure_before_the_first_run_is_kept_and_judged_later(
    office: SmallOffice, parts: Parts
) -> None:
    when = at("2014-03-05 09:00")
    enter_report(
        parts, "M2", FEBRUARY, "100", by="丙", said_by="联络员", reason="系统故障", now=when
    )
    assert assessments.latest(parts.ledger, FEBRUARY) == {}
    office.drop("2014-02", {t: f for t, f in on_pace(2).items() if t != "M2"})
    run_february(parts)
    assert [line.target for line in behind(standings(parts, FEBRUARY))] == ["M2"]


def test_a_department_added_later_leaves_a_closed_month_alone(march_office: SmallOffice) -> None:
    folder = march_office.folder
    new = (folder / "departments" / "D03.yaml").read_text(encoding="utf-8")
    new = new.replace("D03", "D05").replace("民政局", "审计局")
    (folder / "departments" / "D05.yaml").write_text(new, encoding="utf-8")
    people = march_office.folder / "people.csv"
    staff = [x for x in people.read_text(encoding="utf-8").splitlines() if "D03" in x]
    with people.open("a", encoding="utf-8") as file:
        file.writelines(line.replace("D03", "D05").replace("d03", "d05") + "\n" for line in staff)
    parts = march_office.open()
    outcome = run(parts, FEBRUARY, at("2014-04-20 09:00"), silent)
    assert outcome.gathered.departments == 4
    assert run(parts, month("2014-03"), at("2014-04-20 09:00"), silent).gathered.departments == 5
    parts.ledger.close()


def test_a_department_taken_out_is_a_fault_of_ours_in_a_closed_month(
    march_office: SmallOffice,
) -> None:
    targets = march_office.folder / "targets.csv"
    lines = targets.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("M4")]
    targets.write_text("\n".join(kept) + "\n", encoding="utf-8")
    people = march_office.folder / "people.csv"
    lines = people.read_text(encoding="utf-8").splitlines()
    people.write_text("\n".join(x for x in lines if "D04" not in x) + "\n", encoding="utf-8")
    (march_office.folder / "departments" / "D04.yaml").unlink()
    parts = march_office.open()
    outcome = run(parts, FEBRUARY, at("2014-04-20 09:00"), silent)
    assert outcome.gathered.failed == {"D04": "配置中已没有D04的数据源"}
    found = {line.target: line.standing for line in standings(parts, FEBRUARY)}
    assert found["M4"] is Standing.ON_PACE
    parts.ledger.close()
