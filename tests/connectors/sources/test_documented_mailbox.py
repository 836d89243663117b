"""The mailbox of docs/sources.md, followed word by word on a real Dovecot."""

import re
import shutil
from pathlib import Path
from typing import Any

from connectors.sources.door import fetch, parse
from domain.words import PullOutcome
from tests.connectors.sources import books
from tests.connectors.sources.asking import figures
from tests.connectors.sources.mails import ASKED, STRANGER, message, on
from tests.connectors.sources.test_documented import documented
from tests.support.imap_server import PASSWORD, ImapServer


def test_the_mailbox_is_read_as_the_page_shows(tmp_path: Path, imap: ImapServer) -> None:
    source = documented(tmp_path)["D51"]
    mailbox = imap.fresh()
    shutil.copy(imap.ca_file, tmp_path / source["address"]["ca_file"])
    here = re.sub(r"//[^/]+/", f"//127.0.0.1:{imap.port}/", source["address"]["mailbox"])
    address = source["address"] | {"mailbox": here, "user": mailbox.user}
    lines: list[list[Any]] = [
        ["编号", "累计完成", "单位", "月份"],
        ["T01", 12.5, "万元", "2014-06"],
        ["T02", 0, "个", "2014-06"],
    ]
    verdict = f"Authentication-Results: {address['trusted_authserv']}; dmarc=pass\r\n".encode()
    mailbox.put(verdict + message([("2014-06进度.xlsx", books.xlsx(lines))]), on(3))
    mailbox.put(message([("2014-06进度.xlsx", b"")], sender=STRANGER), on(4))
    known = {"DUBAN_MAIL_PASSWORD": PASSWORD}.__getitem__
    fetched = fetch(source["dialect"], address, source["reading"], ASKED, known, tmp_path)
    assert (fetched.outcome, len(fetched.bodies)) == (PullOutcome.OK, 2)
    assert "发件人不在人员名单中" in fetched.error
    parsed = parse(source["dialect"], source["reading"], fetched.bodies, ASKED)
    assert figures(parsed) == [("T01", "12.5", "万元"), ("T02", "0", "个")]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert parsed.findings == ()
