"""The four papers of a snapshot, by name."""

from domain.snapshot import Snapshot
from papers.alert import alert
from papers.brief import brief
from papers.brief_mail import brief_mail
from papers.decision_sheet import decision_sheet
from papers.tree import Document
from tests.papers.small import alert_case

KINDS = ("brief", "brief_mail", "decision_sheet", "alert")
LETTERS = ("brief_mail", "alert")


def made(kind: str, snapshot: Snapshot, department: str = "D01") -> Document:
    """One paper; an alert is that of ``department``."""
    match kind:
        case "brief":
            return brief(snapshot, 9)
        case "brief_mail":
            return brief_mail(snapshot)
        case "decision_sheet":
            return decision_sheet(snapshot)
        case _:
            return alert(alert_case(snapshot, department))
