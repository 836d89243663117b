"""The demo city, built once; its systems run for as long as the tests of this room do."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from config.loader import Loaded, load_office
from demo.office import write_office
from demo.systems.street import Street
from demo.systems.warehouse import Warehouse, open_warehouse
from demo.truth import Truth, tell_truth
from demo.world import World, build_world


@dataclass(frozen=True)
class Settled:
    """The city with its systems running and its office folder read by the house."""

    world: World
    street: Street
    office: Loaded


@pytest.fixture(scope="session")
def world() -> World:
    return build_world()


@pytest.fixture(scope="session")
def truth(world: World) -> Truth:
    return tell_truth(world)


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Warehouse | None]:
    with open_warehouse() as running:
        yield running


@pytest.fixture(scope="session")
def settled(
    world: World, warehouse: Warehouse | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settled]:
    folder = tmp_path_factory.mktemp("city")
    with Street(world, folder / "systems", warehouse) as street:
        write_office(world, street, folder / "office")
        yield Settled(world, street, load_office(folder / "office"))
