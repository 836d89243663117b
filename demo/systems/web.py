"""Department interfaces over HTTP: a real server on loopback that answers as it was told to."""

import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.city import YEAR, Department
from demo.shown import Answer, Line

PAGE = 5
HANG_SECONDS = 4
_LOGIN = "<!DOCTYPE html><html><head><title>统一身份认证</title></head><body>请登录</body></html>"
_WAITS = {"request_seconds": 10, "deadline_seconds": 40}
_SHORT_WAITS = {"request_seconds": 1, "deadline_seconds": 3}
"""For interfaces that are known to hang."""


class Web:
    """All interfaces behind one server; answers by department and month."""

    def __init__(self, hanging: frozenset[str]) -> None:
        self._hanging = hanging
        self.tokens: dict[str, str] = {}
        self._answers: dict[tuple[str, int], tuple[Department, Answer]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def settings(self, department: Department) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address and the reading of a department's interface."""
        url = f"{self.address}/{department.code}/progress"
        waits = _SHORT_WAITS if department.code in self._hanging else _WAITS
        address: dict[str, Any] = {"url": url, **waits}
        if department.make == "nested":
            self.tokens.setdefault(department.code, secrets.token_urlsafe(18))
            address["token"] = f"DUBAN_{department.code}_TOKEN"
        return address, _READINGS[department.make]

    def publish(self, department: Department, month: int, answer: Answer) -> None:
        """Answer like this when asked for ``month`` from now on."""
        self._answers[department.code, month] = department, answer

    def answer(self, department: str, month: int) -> tuple[Department, Answer] | None:
        """What was published."""
        return self._answers.get((department, month))

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code = urlsplit(self.path).path.split("/")[1]
            asked = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
            token = web.tokens.get(code)
            if token and self.headers.get("Authorization") != f"Bearer {token}":
                _send(self, 401, b'{"message": "token"}')
                return
            month = int((asked.get("period") or asked.get("ym") or "0")[-2:])
            found = web.answer(code, month)
            if found is None:
                _send(self, 404, b'{"message": "nothing for this month"}')
                return
            _reply(self, *found, int(asked.get("page", "1")))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """The demo prints its own story."""

    return Handler


def _reply(http: BaseHTTPRequestHandler, department: Department, answer: Answer, page: int) -> None:
    misbehave = _MISBEHAVIOUR.get(answer.fault)
    if misbehave:
        misbehave(http, department, answer)
        return
    lines = () if answer.fault == "empty" else answer.lines
    text = _body(department, lines, page)
    encoding = "gbk" if answer.fault == "mojibake" else "utf-8"
    _send(http, 200, text.encode(encoding))


def _send(http: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    http.send_response(status)
    kind = {"Content_Type": "application/json", "Content_Length": str(len(content))} | headers
    for name, value in kind.items():
        http.send_header(name.replace("_", "-"), value)
    http.end_headers()
    http.wfile.write(content)


def _down(http: BaseHTTPRequestHandler, _department: Department, _answer: Answer) -> None:
    _send(http, 500, b'{"message": "internal error"}')


def _hang(_http: BaseHTTPRequestHandler, _department: Department, _answer: Answer) -> None:
    time.sleep(HANG_SECONDS)


def _redirect(http: BaseHTTPRequestHandler, _department: Department, _answer: Answer) -> None:
    _send(http, 302, b"", Location="/portal/login")


def _login(http: BaseHTTPRequestHandler, _department: Department, _answer: Answer) -> None:
    _send(http, 200, _LOGIN.encode(), Content_Type="text/html; charset=utf-8")


def _cut_short(http: BaseHTTPRequestHandler, department: Department, answer: Answer) -> None:
    """Close-delimited and cut in the middle: only the missing end of the document tells."""
    content = _body(department, answer.lines, 1).encode()
    http.send_response(200)
    http.send_header("Content-Type", "application/json")
    http.end_headers()
    http.wfile.write(content[: len(content) * 2 // 3])


_MISBEHAVIOUR: dict[str, Callable[[BaseHTTPRequestHandler, Department, Answer], None]] = {
    "down": _down,
    "recovers": _down,
    "hangs": _hang,
    "redirect": _redirect,
    "login_page": _login,
    "truncated": _cut_short,
}


# --- makes -------------------------------------------------------------------------------------


def _body(department: Department, lines: tuple[Line, ...], page: int) -> str:
    return json.dumps(_MAKES[department.make](department, lines, page), ensure_ascii=False)


def _nested(department: Department, lines: tuple[Line, ...], page: int) -> object:
    shown = lines[(page - 1) * PAGE : page * PAGE]
    return {
        "code": 0,
        "data": {
            "department": department.code,
            "total": len(lines),
            "items": [
                {
                    "target": {"id": line.target, "title": line.name},
                    "progress": {"value": line.figure, "unit": line.unit, "month": _dash(line)},
                    "remark": line.reason,
                }
                for line in shown
            ],
        },
    }


def _portal(_department: Department, lines: tuple[Line, ...], _page: int) -> object:
    """One month for all rows; figures are JSON numbers where they are numbers."""
    month = max((line.month for line in lines), default=1)
    return {
        "月份": f"{YEAR}年{month}月",
        "数据": [
            {"指标编码": line.target, "指标名称": line.name, "完成值": _number(line.figure)}
            for line in lines
        ],
    }


def _coded(_department: Department, lines: tuple[Line, ...], _page: int) -> object:
    return {
        "result": {
            "count": len(lines),
            "rows": [
                {
                    "k": line.target,
                    "v": {"cum": _number(line.figure)},
                    "u": line.unit,
                    "ym": f"{YEAR}{line.month:02d}",
                    "dept": {"code": line.department},
                }
                for line in lines
            ],
        }
    }


def _number(figure: str | None) -> object:
    """A JSON number where the text is one; json.dumps writes what float() read, digit by digit."""
    if figure is None:
        return None
    try:
        return float(figure) if "." in figure else int(figure)
    except ValueError:
        return figure


def _dash(line: Line) -> str:
    return f"{YEAR}-{line.month:02d}"


_MAKES: dict[str, Callable[[Department, tuple[Line, ...], int], object]] = {
    "nested": _nested,
    "portal": _portal,
    "coded": _coded,
}
_READINGS: dict[str, dict[str, Any]] = {
    "nested": {
        "parameters": {"period": "{period}"},
        "records": "data.items",
        "stated_department": "data.department",
        "total": "data.total",
        "paging": {"parameter": "page", "size_parameter": "size", "size": PAGE},
        "columns": {
            "target": "target.id",
            "name": "target.title",
            "figure": "progress.value",
            "unit": "progress.unit",
            "period": "progress.month",
            "reason_given": "remark",
        },
    },
    "portal": {
        "parameters": {"ym": "{year}{month}"},
        "records": "数据",
        "stated_period": "月份",
        "unit": "as_registered",
        "columns": {"target": "指标编码", "figure": "完成值"},
        "ignore": ["指标名称"],
    },
    "coded": {
        "parameters": {"ym": "{year}{month}"},
        "records": "result.rows",
        "total": "result.count",
        "columns": {
            "target": "k",
            "figure": "v.cum",
            "unit": "u",
            "period": "ym",
            "department": "dept.code",
        },
    },
}
