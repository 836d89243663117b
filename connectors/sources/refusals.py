"""Why something is not read: a stable rule id, a Chinese sentence that says what to do, a place."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256

from connectors.sources.answers import Asked
from domain.records import Body, Finding, Place
from domain.words import Severity

UNREADABLE = "unreadable"
LOGIN_PAGE = "login_page"
ENCODING = "encoding_refused"
JSON = "json_refused"
JSON_CUT = "json_cut"
RECORDS_MISSING = "records_missing"
TOTAL = "total_disagrees"
COLUMNS_DRIFTED = "columns_drifted"
TARGET_MISSING = "target_missing"
UNKNOWN_TARGET = "unknown_target"
CHARACTERS = "characters_refused"
CELL = "cell_refused"
FORMULA = "formula_not_calculated"
COLUMN_COUNT = "column_count"
ROW_OPEN = "row_not_closed"
TITLE = "title_disagrees"
UNIT_UNCLEAR = "unit_unclear"
CONTROL_SUM = "control_sum"
INCREMENTS = "increments_incomplete"
MERGED_TARGET = "merged_target"
OWN_ROWS = "own_rows_missing"
DEPARTMENT_MISSING = "department_missing"
STRUCK = "struck_out"
MACROS = "macros_refused"
HIDDEN = "hidden_content"
FILES = "files_several"
FILE_REPEATED = "file_repeated"
SUPERSEDED = "file_superseded"
SHEET = "sheet_unclear"
SIZE = "too_large"
HEADER = "header_missing"
VERDICT = "verdict_failed"
OTHERS = "records_of_others"
FORM = "form_disagrees"
NODES = "nodes_incomplete"

_LONGEST_RAW = 200
_ADDRESS = re.compile(r"单元格[A-Z]{1,3}\d+", re.ASCII)
_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd-\uffff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One broken rule of reading. ``place`` and ``target`` are given where they are known."""

    rule: str
    sentence: str
    severity: Severity = Severity.REJECT
    place: Place | None = None
    target: str | None = None
    raw_value: str = ""
    raw_hash: str | None = None

    def finding(self, asked: Asked) -> Finding:
        """The finding on the department and period that were asked."""
        return Finding(
            rule=self.rule,
            severity=self.severity,
            department=asked.department,
            period=asked.period,
            sentence=printable(self.sentence),
            target=self.target,
            place=self.place,
            raw_value=printable(self.raw_value[:_LONGEST_RAW]),
            raw_hash=self.raw_hash,
            cause=printable(self.cause),
        )

    @property
    def cause(self) -> str:
        """What rows refused alike share: the sentence without the cell it names."""
        is_of_row = self.place and (self.place.row, self.place.item) != (None, None)
        return _ADDRESS.sub("单元格", self.sentence) if is_of_row else ""


class RefusedError(ValueError):
    """The body as a whole cannot be read: no row of the pull may be used.

    ``columns`` are the names that were there, where it is they that are wrong.
    """

    def __init__(self, refusal: Refusal, columns: tuple[str, ...] = ()) -> None:
        super().__init__(refusal.rule)
        self.refusal = refusal
        self.columns = columns


def refuse(rule: str, sentence: str, place: Place | None = None) -> RefusedError:
    """The error to raise when the whole body is refused."""
    return RefusedError(Refusal(rule, sentence, place=place))


def is_broken(text: str) -> bool:
    """Whether ``text`` holds what no system writes on purpose: controls, halves of characters."""
    return bool(_BROKEN.search(text))


def printable(text: str) -> str:
    """``text`` with every such character shown as a question mark."""
    return _BROKEN.sub("?", text)


def body_hash(body: Body) -> str:
    """SHA-256 of the bytes, in hexadecimal: the name under which the archive keeps them."""
    return sha256(body.content).hexdigest()


@contextmanager
def blaming(body: Body) -> Iterator[None]:
    """Whatever goes wrong inside is a refusal of ``body``, with its name and hash."""
    try:
        yield
    except RefusedError as error:
        refusal = error.refusal
        place = refusal.place or Place(body.name)
        placed = replace(refusal, place=place, raw_hash=body_hash(body))
        raise RefusedError(placed, error.columns) from error
    except Exception as error:
        sentence = f"数据无法读取（{type(error).__name__}），请核对文件或接口是否完好后重新报送"
        refusal = Refusal(UNREADABLE, sentence, place=Place(body.name), raw_hash=body_hash(body))
        raise RefusedError(refusal) from error
