"""The mark of a possible duplicate changes the Subject and nothing else."""

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP

import pytest

from connectors.channels.duplicate import possible_duplicate


def written(subject: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "office@example.invalid"
    message["Subject"] = subject
    message["Message-ID"] = "<1@example.invalid>"
    message.set_content("Subject: 正文里的一行\n滞后事项\n")
    message.add_alternative("<p>滞后事项</p>", subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(
    "subject", ["test", "进度提醒：示例局6月进度", "进度提醒" * 40, "x " * 90, ""]
)
def test_fault_h3_a_copy_keeps_its_message_id_and_marks_its_subject(subject: str) -> None:
    original = written(subject)
    before = BytesParser(policy=SMTP).parsebytes(original)
    after = BytesParser(policy=SMTP).parsebytes(possible_duplicate(original))
    assert after["Subject"].replace("】 ", "】") == f"【可能重复】{before['Subject']}"
    kept = [(name, value) for name, value in before.items() if name != "Subject"]
    assert [(name, value) for name, value in after.items() if name != "Subject"] == kept
    assert after["Message-ID"] == "<1@example.invalid>"
    assert [part.get_payload() for part in after.walk() if not part.is_multipart()] == [
        part.get_payload() for part in before.walk() if not part.is_multipart()
    ]


def test_every_other_byte_stays() -> None:
    original = written("进度提醒")
    marked = possible_duplicate(original)
    start = original.index(b"Subject: ") + len(b"Subject: ")
    assert marked.startswith(original[:start])
    assert marked.endswith(original[start:])
    assert max(len(line) for line in marked.splitlines()) <= 78


def test_a_folded_subject_of_any_line_end() -> None:
    marked = possible_duplicate(b"SUBJECT:\n folded\n line\nMessage-ID: <1@x>\n\nSubject: body\n")
    parsed = BytesParser(policy=SMTP).parsebytes(marked)
    assert parsed["Subject"].split() == ["【可能重复】", "folded", "line"]
    assert marked.endswith(b"\n\nSubject: body\n")
    assert b"\r" not in marked


def test_a_message_without_subject_gets_one() -> None:
    parsed = BytesParser(policy=SMTP).parsebytes(possible_duplicate(b"Message-ID: <1@x>\r\n\r\nb"))
    assert parsed["Subject"] == "【可能重复】"
    assert parsed["Message-ID"] == "<1@x>"
