"""Data Docs (校验说明): Great Expectations' own page on a batch, and nothing from outside."""

import re
from collections.abc import Sequence

from checks.intake.expectations import Rule
from checks.intake.frame import FrameRow
from checks.intake.known import Known
from checks.intake.suite import broken_keys, rendered, validated

_LOADED = (
    "//script|//link|//style|//img|//iframe|//object|//nav|//footer"
    "|//*[contains(@class,'modal')]|//input|//*[@data-toggle='collapse']"
)
"""What the page would fetch, and what only scripts can work."""

_HEAD = """<head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title><style>
body {{ font-family: sans-serif; margin: 2em auto; max-width: 76em; line-height: 1.5 }}
table {{ border-collapse: collapse; margin: .5em 0; max-width: 100% }}
th, td {{ border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top }}
td, span {{ overflow-wrap: anywhere }}
.text-success::before {{ content: "✓"; color: green }}
i.text-danger::before {{ content: "✗"; color: red }}
</style></head>"""

_FIELD = re.compile(r"\{\w+\}")


def data_docs(frame: Sequence[FrameRow], known: Known, rules: Sequence[Rule]) -> str:
    """One HTML page: each rule with its Chinese sentence, how many rows broke it, and whose.

    Figures on it are whole ten-thousandths, as the suite sees them. ``frame`` is not empty.
    """
    result = validated(frame, known, rules)
    whose = {row["key"]: f"{row['department']} {row['target']}" for row in frame}
    sentences = {rule.id: _FIELD.sub("…", rule.cause) for rule in rules}
    for rule, keys in broken_keys(result).items():
        named = "、".join(dict.fromkeys(whose[key] for key in keys))
        sentences[rule] += f"【{named}】" if named else ""
    return _alone(rendered(result, sentences), f"{known.period.label}数据校验说明")


def _alone(page: str, title: str) -> str:
    """The page without whatever a browser would load, and forbidden to load any."""
    from lxml import html  # noqa: PLC0415 - needed by nobody else here

    whole = html.document_fromstring(page)
    for element in whole.xpath(_LOADED):
        element.drop_tree()
    for link in whole.xpath("//*[@href or @src or @style]"):
        for name in ("href", "src", "style"):
            link.attrib.pop(name, None)
    head = html.document_fromstring(f"{_HEAD.format(title=title)}<body></body>").find("head")
    whole.replace(whole.find("head"), head)
    text: str = html.tostring(whole, encoding="unicode", doctype="<!DOCTYPE html>")
    return text
