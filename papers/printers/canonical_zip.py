"""A zip whose bytes depend on its members only: sorted, undated, one compression."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST = "[Content_Types].xml"
"""Office files put it first so that their type is recognised."""


def canonical(archive: bytes) -> bytes:
    """The same members in canonical form."""
    buffer = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(buffer, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != _FIRST, name)):
            target.writestr(_undated(name), source.read(name), compresslevel=9)
    return buffer.getvalue()


def _undated(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 0
    info.external_attr = 0
    return info
