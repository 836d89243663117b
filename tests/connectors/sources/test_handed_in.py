"""Which body is the table, from their bytes alone."""

import pytest

from connectors.sources.handed_in import handed_in
from connectors.sources.refusals import RefusedError
from domain.records import Body
from tests.connectors.sources.mails import GOOD, LATER, message


def bodies(*contents: bytes) -> list[Body]:
    return [Body(str(n), content) for n, content in enumerate(contents)]


def test_a_message_proves_the_table_that_it_carries() -> None:
    given = handed_in(bodies(GOOD, message()))
    assert (given.table.content, given.notes) == (GOOD, [])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(LATER, id="another table"),
        pytest.param(message([("x.csv", LATER)]), id="a message with another table"),
        pytest.param(b"From: a\r\n\r\n" + GOOD + b"more", id="one that only looks like it"),
        pytest.param(GOOD + b"x: \x00", id="one that begins like it"),
    ],
)
def test_what_does_not_carry_the_table_is_another_table(other: bytes) -> None:
    """Two files of a folder, whatever is in them, are never told apart by guessing."""
    with pytest.raises(RefusedError) as refused:
        handed_in(bodies(GOOD, other))
    assert "“0”、“1”" in refused.value.refusal.sentence


def test_two_tables_of_one_message_are_refused() -> None:
    both = message([("a.csv", GOOD), ("b.csv", LATER)])
    with pytest.raises(RefusedError):
        handed_in(bodies(GOOD, LATER, both))


def test_what_follows_the_message_is_evidence() -> None:
    older = message([("x.csv", LATER)])
    given = handed_in(bodies(GOOD, message(), older, message()))
    assert [(note.rule, note.place.file if note.place else "") for note in given.notes] == [
        ("file_repeated", "0"),
        ("file_superseded", "2"),
    ]


def test_no_table_is_refused() -> None:
    with pytest.raises(RefusedError):
        handed_in([])
