"""Bytes of a source changed at random: flipped, cut, doubled; or a digit or a point in them."""

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytearray, random.Random], None]

_ODD = (
    b"\0",
    b"\xff",
    b'"',
    b"\\u0000",
    b"\\ud800",
    b"[",
    b"{",
    b"\r",
    b",",
    "，".encode(),
    b"1e999",
)


def flip(body: bytearray, dice: random.Random) -> None:
    """One bit."""
    body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)


def cut(body: bytearray, dice: random.Random) -> None:
    """The end."""
    del body[dice.randrange(1, len(body)) :]


def drop(body: bytearray, dice: random.Random) -> None:
    """A piece."""
    start = dice.randrange(len(body))
    del body[start : start + dice.randrange(1, 40)]


def double(body: bytearray, dice: random.Random) -> None:
    """A piece, once more."""
    start = dice.randrange(len(body))
    body[start:start] = body[start : start + dice.randrange(1, 40)]


def insert(body: bytearray, dice: random.Random) -> None:
    """Something that does not belong there."""
    start = dice.randrange(len(body))
    body[start:start] = dice.choice(_ODD)


def digit(body: bytearray, dice: random.Random) -> None:
    """One digit is another: what no parser can see."""
    if found := [*re.finditer(rb"\d", body)]:
        start = dice.choice(found).start()
        body[start] = dice.choice(b"0123456789")


def point(body: bytearray, dice: random.Random) -> None:
    """A decimal point moves by a place."""
    if found := [*re.finditer(rb"\d\.\d", body)]:
        start = dice.choice(found).start()
        body[start : start + 2] = body[start : start + 2][::-1]


def exchange(body: bytearray, dice: random.Random) -> None:
    """Two numbers stand in each other's place."""
    found = [*re.finditer(rb"\d+(\.\d+)?", body)]
    if len(found) > 1:
        first, second = sorted(dice.sample(found, 2), key=lambda one: one.start())
        late, early = bytes(second[0]), bytes(first[0])
        body[second.start() : second.end()] = early
        body[first.start() : first.end()] = late


BROKEN: tuple[Mutation, ...] = (flip, flip, cut, drop, double, insert)
ALTERED: tuple[Mutation, ...] = (*BROKEN, digit, digit, point, exchange)


def mutant(body: bytes, dice: random.Random, mutations: tuple[Mutation, ...] = BROKEN) -> bytes:
    """The body changed in one to three places."""
    changed = bytearray(body)
    for mutation in dice.choices(mutations, k=dice.randrange(1, 4)):
        if len(changed) > 1:
            mutation(changed, dice)
    return bytes(changed)


def mutants(body: bytes, count: int) -> list[bytes]:
    """``count`` mutants of one body, the same ones every time."""
    dice = random.Random(len(body))
    return [mutant(body, dice) for _ in range(count)]
