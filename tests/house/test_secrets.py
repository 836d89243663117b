"""Nothing of this machine, of a package host or of anybody's secrets is in the checkout."""

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT, files

_HOSTS = ("pypi", "pythonhosted", "npmjs", "debian", "docker", "huggingface")
FORBIDDEN = {
    "a path of a machine": re.compile(r"(?<![\w.])/(?:root|home|work|Users)/\w"),
    "a package host": re.compile(rf"(?:{'|'.join(_HOSTS)})\.(?:org|io|com|net|co)\b"),
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----"),
    "an index address": re.compile(r"--(?:extra-)?index-url\s+\S"),
    "an address with a password": re.compile(
        r"\w+://[^\s/:@{<]+:[^\s/@{<$]{3,}@(?!127\.0\.0\.1|\{)"
    ),
}
BINARY = {".xlsx", ".xls", ".docx", ".png", ".sqlite"}


def breaches(content: str) -> set[str]:
    return {name for name, pattern in FORBIDDEN.items() if pattern.search(content)}


def test_the_checkout_names_no_machine_host_or_secret() -> None:
    here = Path(__file__).name
    read = {str(path): (ROOT / path).read_bytes() for path in files() if path.name != here}
    found = {path: breaches(content.decode("utf-8", "replace")) for path, content in read.items()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("open('/root/x')", "a path of a machine"),
        (f"see https://{_HOSTS[0]}.org/packages", "a package host"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("--extra-index-url somewhere", "an index address"),
        ("postgresql://duban:hunter2@db/duban", "an address with a password"),
    ],
)
def test_a_planted_breach_is_found(planted: str, name: str) -> None:
    assert breaches(planted) == {name}
