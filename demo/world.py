"""The whole demo city in one value: who, what, how it went, and what was planted."""

from dataclasses import dataclass

from demo.casting import Story, tell_story
from demo.city import City, build_city
from demo.faults import Faults, plant
from demo.register import build_register
from demo.targets import Target


@dataclass(frozen=True, slots=True)
class World:
    """Everything from which systems, office folder and truth are made."""

    city: City
    register: dict[str, Target]
    story: Story
    faults: Faults


def build_world() -> World:
    """The same world every time."""
    city = build_city()
    register = build_register(city)
    story = tell_story(city, register)
    return World(city, register, story, plant(city, register, story))
