"""The page of measures: each benchmark writes its own section."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/measures.md"


def write(heading: str, section: str) -> None:
    """Put the section under its heading, in place of an older one."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Measures\n"
    rest = re.sub(rf"\n*{heading}\n.*?(?=\n## |\Z)", "", old, flags=re.DOTALL).rstrip()
    PAGE.write_text(f"{rest}\n\n{heading}\n\n{section}\n", encoding="utf-8")
