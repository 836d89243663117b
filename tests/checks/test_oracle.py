"""``judge`` against the rules said a second time, on thousands of invented cases."""

from collections import Counter

from checks.judging import judge
from domain.figures import SCALE
from domain.records import Judgement
from domain.words import Kind, Standing
from tests.checks.oracle import Answer, answer
from tests.checks.stories import Author, as_case

STORIES = 6_000


def told(judgement: Judgement) -> Answer:
    """A judgement in the oracle's words."""
    planned = judgement.planned
    return Answer(
        standing=str(judgement.standing),
        planned=None if planned is None else planned / SCALE,
        gap=judgement.gap_points,
        lamp=judgement.lamp and str(judgement.lamp),
        number=judgement.lamp_number,
        missed=judgement.nodes_missed,
    )


def test_judge_says_what_the_oracle_says() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    author = Author(seed=2014)
    for story in (author.story() for _ in range(STORIES)):
        judgement = judge(as_case(story))
        assert told(judgement) == answer(story), story
        seen[story.kind, judgement.standing] += 1
    numeric = ("cumulative", "level", "growth", "ceiling", "milestone", "qualitative")
    assert {kind for kind, standing in seen if standing == "behind"} >= set(numeric)
    assert {kind for kind, _ in seen} == set(Kind)
    assert {standing for _, standing in seen} == set(Standing)
