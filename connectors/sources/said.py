"""What an answer says about itself: single values by dotted path, or by ``header:`` and a name."""

from collections.abc import Mapping

from connectors.sources.json_text import Json, step_down
from connectors.sources.refusals import CHARACTERS, is_broken, refuse

HEADER = "header:"
"""Before a name: the value stands in that header of the answer, not in its body."""


def in_header(path: str) -> bool:
    """Whether ``path`` names a header."""
    return path.startswith(HEADER)


def at(path: str, document: Json, headers: Mapping[str, str]) -> str | None:
    """The text, number or yes/no at ``path``; None if there is nothing or something nested."""
    if in_header(path):
        return headers.get(path.removeprefix(HEADER).strip())
    try:
        value = step_down(document, path)
    except LookupError:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str) else None


def stated(document: Json, path: str, rule: str) -> str:
    """A text or number that the body is declared to hold at ``path``. Raises RefusedError."""
    try:
        value = step_down(document, path)
    except LookupError:
        value = None
    if not isinstance(value, str):
        raise refuse(rule, f"返回内容中没有约定的“{path}”，请核对接口是否变更")
    if is_broken(value):
        raise refuse(CHARACTERS, f"返回内容的“{path}”含有乱码或控制字符，请在源头改正")
    return str(value).strip()
