"""Files that people open: each is there whole or not at all."""

from pathlib import Path

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_whole(path: Path, content: bytes) -> Path:
    """Write ``path`` and its folder; whoever has the file open keeps the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    return part.replace(path)
