"""Make every paper of a synthetic city to look at: files, and pictures of them as people see them.

python -m bench.look_papers FOLDER [--only NAME …]

Needs LibreOffice, pdftoppm and Chromium. Names: brief, decision_sheet, brief_mail, alert.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from papers.alert import alert
from papers.brief import brief
from papers.brief_mail import brief_mail
from papers.decision_sheet import decision_sheet
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.printers.as_text import print_text
from papers.tree import Document
from tests.papers.city import city
from tests.papers.small import alert_case, small
from tests.support.pictures import pages, screenshot

SHORT_NUMBER = 9

PAPERS: Mapping[str, Callable[[], Document]] = {
    "brief": lambda: brief(city(), SHORT_NUMBER),
    "decision_sheet": lambda: decision_sheet(city()),
    "brief_mail": lambda: brief_mail(city()),
    "alert": lambda: alert(alert_case(small())),
    "alert_city": lambda: alert(alert_case(city(), city().proposals[0].department)),
}
ON_PAPER = {"brief", "decision_sheet"}
WIDTHS = {"wide": 1280, "phone": 390}


def make(name: str, folder: Path) -> list[Path]:
    """Every file of one paper; returns the pictures among them."""
    document = PAPERS[name]()
    page = folder / f"{name}.html"
    page.write_text(print_html(document), encoding="utf-8")
    (folder / f"{name}.txt").write_text(print_text(document), encoding="utf-8")
    pictures = [
        screenshot(page, folder / f"{name}-{title}.png", width) for title, width in WIDTHS.items()
    ]
    if name in ON_PAPER:
        word = folder / f"{name}.docx"
        word.write_bytes(print_docx(document))
        pictures += pages(word)
    return pictures


def main() -> int:
    """Print the path of every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", choices=PAPERS, default=list(PAPERS))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name in asked.only:
        for picture in make(name, asked.folder):
            print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
