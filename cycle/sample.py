"""A sample (样本) of a source: the raw bytes of one pull in a folder, and nothing recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.sources.content import kind_of
from connectors.sources.door import Fetched
from cycle.collect import ask
from cycle.wiring import Parts
from domain.period import Period
from domain.refusals import Refused
from domain.words import PullOutcome

REQUESTS = "requests.txt"


@dataclass(frozen=True, slots=True)
class Sample:
    """How the pull ended, and the files that hold what came."""

    outcome: PullOutcome
    error: str
    files: tuple[Path, ...]


def sample(parts: Parts, department: str, period: Period, into: Path, now: datetime) -> Sample:
    """Pull one department and keep its bytes as they came.

    Raises Refused for a stranger, and rather than write over a file.
    """
    if department not in parts.office.departments:
        raise Refused(f"没有编号为{department}的单位")
    fetched = ask(parts, period, now, parts.office.departments[department])
    contents = dict(_contents(fetched, parts.office.departments[department].dialect))
    if there := [name for name in contents if (into / name).exists()]:
        raise Refused(f"{into / there[0]} 已存在，不予覆盖，请另选一个文件夹")
    into.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        with (into / name).open("xb") as file:
            file.write(content)
    return Sample(fetched.outcome, fetched.error, tuple(into / name for name in contents))


def _contents(fetched: Fetched, dialect: str) -> Iterator[tuple[str, bytes]]:
    """Files by name. What the source calls them may be anything, so it names none."""
    for number, body in enumerate(fetched.bodies, 1):
        yield f"answer-{number}.{_suffix(body.content, dialect)}", body.content
    if fetched.requests:
        yield REQUESTS, "".join(f"{line}\n" for line in fetched.requests).encode()


def _suffix(content: bytes, dialect: str) -> str:
    if dialect == "sql":
        return "jsonl"
    kind = kind_of(content)
    return "csv" if kind == "txt" else kind
