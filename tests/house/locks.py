"""How tests read the hashed locks."""

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.reading import ROOT


def pins(lock: str) -> dict[str, Requirement]:
    """What ``lock`` pins, by canonical name, for every platform."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = (Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum())
    return {canonicalize_name(one.name): one for one in found}


def pinned_here(lock: str) -> tuple[str, ...]:
    """The names that pip installs from ``lock`` on this platform."""
    return tuple(n for n, one in pins(lock).items() if not one.marker or one.marker.evaluate())
