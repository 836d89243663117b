"""A closed month keeps the rules it was judged by; the preview lists what changed since."""

from cycle.draft import draft
from cycle.issue import issue
from cycle.month import run
from cycle.printing import print_sheet
from cycle.progress import silent
from cycle.snapshot import snapshot
from cycle.standings import standings
from cycle.versions import changes
from cycle.wiring import Parts
from domain.words import Lamp, Standing
from ledger import assessments
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
NOVEMBER = at("2014-11-20 09:00")


def strict(office: SmallOffice) -> Parts:
    """From now on one point behind is a yellow lamp."""
    tracks = office.folder / "tracks.yaml"
    text = tracks.read_text(encoding="utf-8")
    tracks.write_text(text.replace("yellow: {at_least: 10}", "yellow: {at_least: 1}"), "utf-8")
    return office.open()


def lamp(parts: Parts) -> Lamp | None:
    return next(line.lamp for line in standings(parts, FEBRUARY) if line.target == "U2")


def test_fault_e4_an_old_month_run_again_is_judged_by_its_own_rules(
    march_office: SmallOffice,
) -> None:
    parts = strict(march_office)
    before = assessments.latest(parts.ledger, FEBRUARY)["upper"]
    outcome = run(parts, FEBRUARY, NOVEMBER, silent)
    assert outcome.assessed.reassessed == ()
    assert assessments.latest(parts.ledger, FEBRUARY)["upper"] == before
    assert lamp(parts) is None
    parts.ledger.close()


def test_fault_e4_unless_told_otherwise(march_office: SmallOffice) -> None:
    parts = strict(march_office)
    outcome = run(parts, FEBRUARY, NOVEMBER, silent, present_rules=True)
    assert outcome.assessed.reassessed == ("municipal", "upper")
    judged = assessments.latest(parts.ledger, FEBRUARY)["upper"]
    assert next(j.lamp for j in judged.judgements if j.target == "U2") is Lamp.YELLOW
    parts.ledger.close()


def test_fault_e4_an_issued_month_keeps_its_rules_too(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, U2="150"))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    issue(
        parts,
        FEBRUARY,
        signed_by="示例甲",
        document="签1",
        now=at("2014-03-14 09:00"),
        progress=silent,
    )
    changed = strict(office)
    office.drop("2014-02", on_pace(2, U2="160"))
    assert run(changed, FEBRUARY, NOVEMBER, silent).assessed.reassessed == ("upper",)
    assert lamp(changed) is None
    changed.ledger.close()


def test_the_month_at_hand_takes_the_folder_as_it_is(march_office: SmallOffice) -> None:
    parts = strict(march_office)
    assert changes(parts) == ["亮灯规则 points 差距亮灯：“黄灯·不小于”由 10 改为 1"]
    run(parts, MARCH, at("2014-04-10 09:00"), silent)
    assert next(x for x in standings(parts, MARCH) if x.target == "U2").lamp is Lamp.YELLOW
    assert changes(parts) == []
    parts.ledger.close()


def test_the_preview_lists_rules_changed_since_the_last_issue(march_office: SmallOffice) -> None:
    first = march_office.open()
    issue(
        first,
        FEBRUARY,
        signed_by="示例甲",
        document="签1",
        now=at("2014-04-10 09:00"),
        progress=silent,
    )
    first.ledger.close()
    parts = strict(march_office)
    judged = tuple(assessments.latest(parts.ledger, MARCH).values())
    seen = snapshot(parts, MARCH, judged, at("2014-04-10 09:00"))
    paths = draft(parts, seen, print_sheet(seen))
    preview = next(path for path in paths if path.name == "预览.txt").read_text(encoding="utf-8")
    assert "“黄灯·不小于”由 10 改为 1" in preview
    parts.ledger.close()


def test_every_standing_names_the_version_it_rests_on(march: Parts) -> None:
    judged = assessments.latest(march.ledger, MARCH)
    assert {each.office_version for each in judged.values()} == {march.office_hash}
    assert {line.standing for line in standings(march, MARCH)} == {
        Standing.ON_PACE,
        Standing.BEHIND,
    }
