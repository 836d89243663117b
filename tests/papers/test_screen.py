"""Papers on a screen: one screen of mail, nothing too wide for a phone, nothing loaded."""

from functools import cache

import pytest

from papers.brief_mail import brief_mail
from papers.printers.as_html import print_html
from tests.papers.builders import SEPTEMBER, Arrived, Year, department, office, snapshot, target
from tests.papers.city import city
from tests.papers.made import KINDS, LETTERS, made
from tests.support.pictures import measured

LONG = "沿江高等级公路连接线与城北快速通道互通立交及附属桥涵管网配套改造提升工程第三标段"


@cache
def page(kind: str) -> str:
    return print_html(made(kind, city(), city().proposals[0].department))


def long_names() -> str:
    """Ten worst targets whose names and departments all need several lines."""
    numbers = range(1, 11)
    owners = [department(f"D{n:02d}", f"{LONG[:24]}建设指挥部办公室") for n in numbers]
    targets = [
        target(f"{track[0].upper()}{n:03d}", f"D{n:02d}", name=f"{LONG}{LONG}", track=track)
        for n in numbers
        for track in ("municipal", "upper")
    ]
    year = Year(office(owners, targets))
    year.judge(SEPTEMBER, {one.code: Arrived("10") for one in targets})
    return print_html(brief_mail(snapshot(year)))


def test_the_mail_of_a_city_fits_one_screen() -> None:
    found = measured(page("brief_mail"), 1280, 800)
    assert found["height"] <= 800
    assert found["width"] <= 1280


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_a_phone_and_no_column_too_narrow(kind: str) -> None:
    found = measured(page(kind), 390)
    assert found["width"] <= 390
    assert found["narrowest"] > 200
    assert (found["scripts"], found["images"], found["links"]) == (0, 0, 0)


@pytest.mark.parametrize("width", [390, 1280])
def test_long_names_wrap(width: int) -> None:
    assert measured(long_names(), width)["width"] <= width


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_says_its_lamps_in_words_and_colour(kind: str) -> None:
    for word, colour in (("红灯", "#b3261e"), ("黄灯", "#9a6700")):
        cells = [cell for cell in page(kind).split("<td ") if f"<span>{word}</span>" in cell]
        assert all(colour in cell for cell in cells)
    assert "红灯" in page(kind)
