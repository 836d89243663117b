"""Bytes are what they are, whatever they are called."""

import pytest

from connectors.sources.content import kind_of
from tests.connectors.sources import books


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (books.xlsx(), "xlsx"),
        (books.xls(), "xls"),
        (b' \n{"a": 1}', "json"),
        ("[1]".encode("utf-16"), "json"),
        (b"\xef\xbb\xbf[]", "json"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\n<HTML>", "html"),
        ("编号,完成\n".encode("gbk"), "txt"),
        ("编号,完成\n".encode("utf-16"), "txt"),
        (b"", "txt"),
        (b"\x01\x02\x03", "bin"),
    ],
)
def test_the_kind_is_told_by_the_first_bytes(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
