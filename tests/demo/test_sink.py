"""The sink is a real mail server that keeps every letter and its page."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

from demo.sink import Sink


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "duban@city.example", "head@city.example"
    message["Subject"], message["Message-ID"] = "进度提醒", "<one@city.example>"
    message.set_content("慢于序时进度")
    message.add_alternative("<p>慢于序时进度</p>", subtype="html")
    return message


def test_a_letter_is_kept_with_its_page(tmp_path: Path) -> None:
    with Sink(tmp_path / "mails") as sink, smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        smtp.send_message(letter())
    (mail,) = sink.mails
    assert mail.recipients == ("head@city.example",)
    assert (mail.message_id, mail.subject) == ("<one@city.example>", "进度提醒")
    assert mail.path.read_bytes().startswith(b"From: duban@city.example")
    assert "慢于序时进度" in mail.path.with_suffix(".html").read_text(encoding="utf-8")
