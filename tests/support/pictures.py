"""Papers as people see them: pages from LibreOffice, screens from Chromium."""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

CHROMIUM = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
]
_PROBE = """<!DOCTYPE html>
<body><iframe id="screen" width="{width}" height="{height}" style="border:0"></iframe>
<script>
const screen_ = document.getElementById("screen");
screen_.onload = () => {{
  const page = screen_.contentDocument, whole = page.documentElement;
  const cells = [...page.querySelectorAll("td[data-title]")].map(
    cell => cell.getBoundingClientRect().width);
  document.body.textContent = "MEASURED" + JSON.stringify({{
    width: whole.scrollWidth, height: Math.ceil(whole.getBoundingClientRect().height),
    narrowest: Math.floor(Math.min(...cells, 9999)), scripts: page.scripts.length,
    images: page.images.length, links: page.links.length
  }}) + "END";
}};
screen_.srcdoc = {page};
</script></body>
"""
"""A frame, because a window of Chromium is never narrower than 500 pixels."""


def pdf(word: Path) -> Path:
    """The paper or workbook as PDF, beside it."""
    return saved_as("pdf", word, word.parent)


def saved_as(kind: str, file: Path, folder: Path) -> Path:
    """``file`` as LibreOffice saves it in another format, in ``folder``."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        convert = ["--convert-to", kind, "--outdir", str(folder), str(file)]
        subprocess.run([*command, *convert], check=True, capture_output=True, timeout=120)
    return folder / f"{file.stem}.{kind}"


def pages(word: Path) -> list[Path]:
    """One picture for each page of the docx."""
    printed, stem = pdf(word), word.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "60", "-png", str(printed), str(stem)], check=True)
    return sorted(word.parent.glob(f"{word.stem}-*[0-9].png"))


def measured(page: str, width: int, height: int = 800) -> dict[str, Any]:
    """Size of the laid-out page on a screen of ``width`` × ``height``, and what it loads."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        source = json.dumps(page).replace("</", "<\\/")
        framed = _PROBE.format(width=width, height=height, page=source)
        file.write_text(framed, encoding="utf-8")
        command = [*CHROMIUM, f"--user-data-dir={folder}/profile", "--dump-dom", str(file)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    found = re.search(r"MEASURED({.*})END", done.stdout)
    assert found, done.stderr
    answer: dict[str, Any] = json.loads(found[1])
    return answer


def screenshot(page: Path, picture: Path, width: int) -> Path:
    """The whole page as a picture of ``width`` pixels."""
    height = measured(page.read_text(encoding="utf-8"), width)["height"]
    with tempfile.TemporaryDirectory() as profile:
        command = [
            *CHROMIUM,
            f"--user-data-dir={profile}",
            f"--window-size={width},{min(height, 9000)}",
            f"--screenshot={picture}",
            page.resolve().as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return picture
