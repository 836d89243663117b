"""How tests read the hashed locks."""

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.house.reading import ROOT


def pins(lock: str) -> frozenset[Requirement]:
    """What ``lock`` pins, for every platform and Python: a name may stand in it twice."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return frozenset(Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum())


def pinned_here(lock: str) -> dict[str, SpecifierSet]:
    """The canonical names and versions that pip installs from ``lock`` on this machine."""
    mine = (one for one in pins(lock) if not one.marker or one.marker.evaluate())
    return {canonicalize_name(one.name): one.specifier for one in mine}
