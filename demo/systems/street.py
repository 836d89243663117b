"""All systems of the city behind one door: what each says of itself, and what it shows."""

from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from demo.city import Department
from demo.shown import Answer, answer
from demo.systems.databases import Databases
from demo.systems.drops import Drops
from demo.systems.warehouse import Warehouse
from demo.systems.web import Web
from demo.systems.workbooks import Workbooks
from demo.world import World


class System(Protocol):
    """The systems of one dialect."""

    def settings(self, department: Department) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address and the reading of a department's system."""

    def publish(self, department: Department, month: int, answer: Answer) -> None:
        """Show this from now on."""

    def close(self) -> None:
        """Stop."""


class Street:
    """The ninety systems; files and databases lie under ``folder``."""

    def __init__(self, world: World, folder: Path, warehouse: Warehouse | None) -> None:
        self._world = world
        faults = world.faults.source
        self._web = Web(frozenset(code for (code, _), fault in faults.items() if fault == "hangs"))
        self._systems: dict[str, System] = {
            "rest": self._web,
            "sql": Databases(folder / "databases", warehouse),
            "workbook": Workbooks(folder / "workbooks"),
            "csv": Drops(folder / "drops"),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for system in self._systems.values():
            system.close()

    @property
    def secrets(self) -> dict[str, str]:
        """The tokens that the office was given, by the name of the secret."""
        return {f"DUBAN_{code}_TOKEN": token for code, token in self._web.tokens.items()}

    def settings(self, department: Department) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address and the reading of a department's system."""
        return self._systems[department.dialect].settings(department)

    def publish(self, month: int, *, second: bool) -> None:
        """What everybody shows at the first or the second run of a month."""
        for department in self._world.city.departments.values():
            shown = answer(self._world, department.code, month, second=second)
            self._systems[department.dialect].publish(department, month, shown)
