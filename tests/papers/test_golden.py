"""Each paper of the small month, leaf by leaf: what stands there and which fact it is."""

import pytest

from papers.facts import Fact
from tests.papers.made import KINDS, made
from tests.papers.outline import GOLDEN, outline
from tests.papers.small import small


@pytest.mark.parametrize("kind", KINDS)
def test_paper_is_as_it_was_read(kind: str) -> None:
    assert outline(made(kind, small())) == (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_facts_survive_the_archive(kind: str) -> None:
    facts = made(kind, small()).facts()
    assert [Fact.from_json(fact.to_json()) for fact in facts] == list(facts)
    assert len(facts) > 20
