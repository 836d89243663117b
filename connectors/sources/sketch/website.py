"""A sample from an address: one GET under the rules of every interface, and how it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from pydantic import TypeAdapter, ValidationError

from connectors.sources.http_client import open_client
from connectors.sources.outgoing import Outgoing
from connectors.sources.refusals import UNREADABLE, refuse
from connectors.sources.safe_url import SafeUrl
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.months import file_name, parameters
from connectors.sources.sketch.names import known
from connectors.sources.wall_clock import Deadline
from domain.period import Period

DEADLINE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a sample is fetched. ``headers`` are values by name; ``secrets`` their NAMES."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    ca_file: str | None = None

    @property
    def bare(self) -> str:
        """The address without its query."""
        return urlunsplit(urlsplit(self.url)._replace(query="", fragment=""))

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters of the query."""
        return parse_qsl(urlsplit(self.url).query, keep_blank_values=True)


def sampled(asking: Asking) -> bytes:
    """The answer's bytes. Raises RefusedError with a sentence that holds no secret."""
    try:
        url = TypeAdapter(SafeUrl).validate_python(asking.bare)
    except ValidationError as invalid:
        raise refuse(UNREADABLE, str(invalid.errors()[0]["ctx"]["error"])) from None
    with open_client(asking.ca_file, DEADLINE_SECONDS / 2) as client:
        request = Outgoing(url, parameters=dict(asking.query), headers=asking.headers)
        answer = client.send(request, Deadline(DEADLINE_SECONDS))
    if answer.trouble:
        raise refuse(UNREADABLE, answer.trouble.sentence)
    return answer.content


def put_asking(draft: Draft, asking: Asking, code: str, period: Period) -> None:
    """Put the address, its parameters and what proves who asks into ``draft``."""
    found = file_name(asking.bare)
    draft.address["url"] = found[0] if found and found[1] == period else asking.bare
    plain = [(name, value) for name, value in asking.query if not _is_secret(name)]
    _put_way_in(draft, asking, code)
    counted = {name for name, _ in plain if _is(name, "page_parameter", "offset_parameter")}
    sized = {name: value for name, value in plain if _is(name, "size_parameter")}
    rest = [(name, value) for name, value in plain if name not in counted | sized.keys()]
    if not counted:
        rest = plain
    if filled := dict(parameters(rest, period)):
        draft.put("parameters", filled, "which of them name the month?")
    if counted:
        draft.put("paging", _paging(dict(plain), min(counted), sized), "as it was asked")


def _put_way_in(draft: Draft, asking: Asking, code: str) -> None:
    """A secret of the query is not repeated: its NAME is asked for."""
    way_in = [{"kind": "key", "name": name, "key": key} for name, key in asking.secrets.items()]
    for name, _ in asking.query:
        if _is_secret(name):
            key = f"DUBAN_{code}_{name.upper()}"
            way_in.append({"kind": "key", "name": name, "key": key, "sent_in": "query"})
    if way_in:
        draft.address["authentication"] = way_in[0]
        draft.remarks["source.address.authentication"] = "the NAME of the secret"


def _paging(
    given: Mapping[str, str], parameter: str, sized: Mapping[str, str]
) -> dict[str, object]:
    first = int(given[parameter]) if given[parameter] in ("0", "1") else 1
    if _is(parameter, "offset_parameter"):
        found: dict[str, object] = {"kind": "offset", "parameter": parameter}
    else:
        found = {"parameter": parameter, "first": first}
    size = next(((n, v) for n, v in sized.items() if v.isdecimal() and int(v)), None)
    return found | ({"size_parameter": size[0], "size": int(size[1])} if size else {})


def _is(name: str, *what: str) -> bool:
    return any(name.lower().replace("_", "") in known(each) for each in what)


def _is_secret(name: str) -> bool:
    return _is(name, "secret")
