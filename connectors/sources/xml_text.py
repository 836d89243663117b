"""Strict XML as nested values: no DTD, no entities, texts exactly as they are written."""

from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.sources.json_text import Json
from connectors.sources.refusals import JSON, JSON_CUT, LOGIN_PAGE, refuse

_CUT = frozenset({3, 5, 6, 20})
"""expat's codes for an end that is missing: no element, token, character, CDATA left open."""

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


class Node(dict[str, Json]):
    """An element with attributes (``@name``), child elements, and its text under ``#text``."""

    @property
    def is_childless(self) -> bool:
        """Whether no element stands in it."""
        return not any(key[:1] not in ("@", "#") for key in self)


def load(text: str) -> Json:
    """The outermost element under its name. Raises RefusedError otherwise.

    An element with nothing but text is that text; one that comes several times is a list.
    """
    if text.lstrip()[:14].lower().startswith(("<!doctype html", "<html")):
        raise refuse(LOGIN_PAGE, "返回的是网页（多为登录页面），不是数据，请核对接口授权")
    try:
        root = fromstring(text, forbid_dtd=True)
        return Node({_name(root.tag): _value(root)})
    except RecursionError as error:
        raise refuse(JSON, "数据嵌套过深，不是约定的格式，请核对接口返回内容") from error
    except DefusedXmlException as error:
        raise refuse(JSON, "XML中含有DTD或实体定义，不予读取，请由接口去掉") from error
    except ParseError as error:
        _explain(error)


def _explain(error: ParseError) -> NoReturn:
    line, column = error.position
    place = f"第{line}行第{column + 1}个字符"
    if error.code in _CUT:
        raise refuse(JSON_CUT, f"数据在{place}处中断，只收到一部分，请重新采集") from error
    raise refuse(JSON, f"数据不是规范的XML（{place}处出错），请核对接口返回内容") from error


def _value(element: Element) -> Json:
    node = Node({f"@{_name(key)}": text for key, text in element.attrib.items() if key != _NIL})
    for child in element:
        name, value = _name(child.tag), _value(child)
        before = node.get(name)
        if isinstance(before, list):
            before.append(value)
        else:
            node[name] = value if name not in node else [before, value]
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if not node:
        return text if text.strip() else Node()
    if text.strip():
        node["#text"] = text
    return node


def _name(tag: str) -> str:
    """Without its namespace."""
    return tag.rpartition("}")[2]
