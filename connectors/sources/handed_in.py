"""Which of the bodies is the table: one file, or what a message carries, and then the message."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.sources.attachments import carries
from connectors.sources.refusals import FILE_REPEATED, FILES, SUPERSEDED, Refusal, body_hash, refuse
from domain.records import Body, Place
from domain.words import Severity

_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The one table, and what the office should know of the others."""

    table: Body
    notes: list[Refusal]


def handed_in(bodies: Sequence[Body]) -> HandedIn:
    """Raises RefusedError naming all tables if there are several that differ, or none.

    The first message that carries the first body is where evidence begins: the message itself,
    then older ones which it supersedes. Names do not matter: an archived body has lost its own.
    """
    tables, messages = apart(bodies)
    if len({body.content for body in tables}) != 1:
        names = "、".join(f"“{body.name}”" for body in tables) or "（无）"
        raise refuse(FILES, f"应当只有一个数据文件，实际有：{names}，请只保留要报送的一个")
    table, older = tables[0], messages[1:]
    same = [body for body in older if carries(body.content, table.content)]
    again = [*tables[1:], *same]
    superseded = [body for body in older if body not in same]
    notes = [_repeated(table, again)] if again else []
    return HandedIn(table, notes + [_superseded(body) for body in superseded])


def superseded(bodies: Sequence[Body]) -> Sequence[Body]:
    """Messages that a newer one took the place of: kept, and no part of what was handed in."""
    return apart(bodies)[1][1:]


def apart(bodies: Sequence[Body]) -> tuple[Sequence[Body], Sequence[Body]]:
    """Tables, and the messages that brought them, newest first: its own, then superseded ones."""
    for n, body in enumerate(bodies[1:], 1):
        if _HEADER.match(body.content) and carries(body.content, bodies[0].content):
            return bodies[:n], bodies[n:]
    return bodies, ()


def _repeated(table: Body, again: Sequence[Body]) -> Refusal:
    names = "、".join(f"“{body.name}”" for body in again)
    sentence = f"同一份文件报送了{len(again) + 1}次（另见{names}），内容完全相同，按一次读取"
    return _note(FILE_REPEATED, sentence, table)


def _superseded(message: Body) -> Refusal:
    sentence = (
        f"“{message.name}”附有另一份数据文件，已由较新的一封取代，没有读取，均已存档；"
        "如应以这一份为准，请单位重新发送"
    )
    return _note(SUPERSEDED, sentence, message)


def _note(rule: str, sentence: str, body: Body) -> Refusal:
    place = Place(body.name)
    return Refusal(rule, sentence, Severity.NOTE, place=place, raw_hash=body_hash(body))
