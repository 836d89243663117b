"""The city: the same each time, of the promised size, and full of near misses."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from demo.truth import Truth, breaker_counts, interviewed, naive_count, totals
from demo.world import World, build_world


def test_the_world_is_the_same_each_time(world: World) -> None:
    again = build_world()
    assert again.story.progress == world.story.progress
    assert (again.city, again.register, again.faults) == (world.city, world.register, world.faults)


def test_the_city_has_the_promised_size(world: World) -> None:
    tracks = Counter(target.track for target in world.register.values())
    assert len(world.city.departments) == 90
    assert tracks == {"municipal": 1_088, "upper": 30}


def test_every_kind_and_form_is_in_the_register(world: World) -> None:
    shapes = [target.shape for target in world.register.values()]
    assert {shape.kind for shape in shapes} == {
        *("cumulative", "level", "growth", "ceiling", "milestone", "qualitative"),
        *("annual_only", "ongoing", "unassigned"),
    }
    assert {shape.form for shape in shapes if shape.form} == {
        *("linear", "constant", "shares", "amounts", "stepped", "window"),
    }


def test_september_holds_what_is_promised(world: World, truth: Truth) -> None:
    assert totals(world, truth) == {
        "municipal_behind": 68,
        "departments_behind": 23,
        "departments_up_for_interview": 7,
    }


def test_a_naive_count_is_wrong_in_every_month(world: World, truth: Truth) -> None:
    for month, found in truth.months.items():
        behind = found.behind("municipal")
        departments = {world.register[code].department for code in behind}
        assert naive_count(world, month)[0] != len(behind)
        assert naive_count(world, month)[1] != len(departments)


def test_gaps_stand_exactly_on_each_line_and_beside_it(world: World, truth: Truth) -> None:
    """A `<` that becomes a `<=` must move somebody."""
    gaps = {
        (world.register[code].kind, verdict.gap)
        for found in truth.months.values()
        for code, verdict in found.verdicts.items()
        if verdict.gap is not None and code.startswith("M")
    }
    for kind in ("cumulative", "level", "growth", "ceiling"):
        assert (kind, Fraction(0)) in gaps
    assert {("cumulative", Fraction(gap)) for gap in (5, -10, -30)} <= gaps
    for line in (5, -10, -30):
        assert any(0 < abs(line - gap) < Fraction("0.001") for _, gap in gaps)


def test_ratios_stand_exactly_on_each_line_and_beside_it(world: World, truth: Truth) -> None:
    found = {ratio for month in truth.months for ratio in ratios_behind(world, truth, month)}
    for line in (60, 80):
        assert line in found
        assert any(0 < line - ratio < Fraction("0.001") for ratio in found)


def ratios_behind(world: World, truth: Truth, month: int) -> Iterator[Fraction]:
    """Per cent of the plan reached by the upper targets behind; ceilings have no ratio."""
    for code in truth.months[month].behind("upper"):
        target, plan = world.register[code], truth.months[month].verdicts[code].planned
        value = world.story.progress[code][month].value
        if plan and value is not None and target.kind != "ceiling":
            yield 100 * value / plan


def test_counts_stand_exactly_at_each_rung_and_limit(world: World, truth: Truth) -> None:
    """The breaker holds for more than a tenth of the sources or a fifth of the departments."""
    counts = [breaker_counts(world, truth, month) for month in truth.months]
    assert max(failed for failed, _ in counts) == 9
    assert max(newly for _, newly in counts) == 18
    found = truth.months.values()
    assert {1, 2, 3} <= {m.running[code] for m in found for code in m.behind("upper")}


def test_more_heads_were_close_to_an_interview(world: World, truth: Truth) -> None:
    behind = {code for found in truth.months.values() for code in found.behind("upper")}
    departments = {world.register[code].department for code in behind}
    assert len(interviewed(world, truth)) == 7
    assert len(departments) > 12
