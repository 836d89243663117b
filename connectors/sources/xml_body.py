"""A request's body in XML, written as answers are read: nested, ``@name`` and ``#text``."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

_NAME = re.compile(r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?")


def checked_names(body: Mapping[str, Any]) -> None:
    """Raise ValueError unless ``body`` is one outermost element with names that XML allows."""
    if len(body) != 1 or next(iter(body))[:1] in ("@", "#"):
        raise ValueError("body_format为xml时，body须只有一个最外层元素，如soap:Envelope")
    _check(body)


def xml_bytes(body: Mapping[str, Any], encoding: str) -> bytes:
    """The document with its declaration; every value is escaped as it must be."""
    ((name, value),) = body.items()
    root = Element(name)
    _put(root, value)
    written: bytes = tostring(root, encoding=encoding, xml_declaration=True)
    return written


def _put(element: Element, value: Any) -> None:
    if not isinstance(value, Mapping):
        element.text = _text(value)
        return
    for name, inner in value.items():
        if name == "#text":
            element.text = _text(inner)
        elif name.startswith("@"):
            element.set(name[1:], _text(inner))
        else:
            for each in inner if isinstance(inner, list | tuple) else [inner]:
                _put(SubElement(element, name), each)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _check(value: Any) -> None:
    if isinstance(value, list | tuple):
        for each in value:
            _check(each)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "#text" and not _NAME.fullmatch(str(name).removeprefix("@")):
                raise ValueError(f"“{name}”不能作XML元素名")
            _check(inner)
