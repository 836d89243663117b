"""A compound file (OLE2), the envelope of an encrypted workbook, written by the specification."""

import struct

_SECTOR = 512
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM, _ROOT = 2, 5


def ole_file(streams: dict[str, bytes]) -> bytes:
    """A file of at most three streams, each of them padded to at least 4,096 bytes.

    Sector 0 is the allocation table, sector 1 the directory.
    """
    table, data = [_FAT, _END], b""
    entries = [_entry("Root Entry", _ROOT, _END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        size = max(4096, -(-len(content) // _SECTOR) * _SECTOR)
        first = len(table)
        table += [*range(first + 1, first + size // _SECTOR), _END]
        data += content.ljust(size, b"\0")
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, _STREAM, first, size, right=right))
    table += [_FREE] * (128 - len(table))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    return _header() + struct.pack("<128I", *table) + directory + data


def _entry(
    name: str, kind: int, first: int, size: int, *, right: int = _FREE, child: int = _FREE
) -> bytes:
    said = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(said) + 2, kind, 1, _FREE, right, child)
    return said.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", first, size)


def _header() -> bytes:
    shape = struct.pack("<HHHHH6xI", 0x3E, 3, 0xFFFE, 9, 6, 0)
    places = struct.pack("<IIIIIIIII", 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    return (_MAGIC + bytes(16) + shape + places).ljust(_SECTOR, b"\xff")
