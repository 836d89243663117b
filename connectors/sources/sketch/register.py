"""What the office knows already, against which the contents of a sample are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Registered:
    """One target as the register has it; ``annual`` in units."""

    code: str
    name: str
    department: str
    unit: str
    annual: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """Targets by code and department names by code; empty where there is no office folder."""

    targets: Mapping[str, Registered] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    department: str = ""
    """Code of the department whose source is sketched, where it is known."""

    @property
    def codes_by_name(self) -> dict[str, str]:
        """Our code by what the target is called."""
        return {target.name: code for code, target in self.targets.items()}

    @property
    def own(self) -> list[Registered]:
        """The targets of the department."""
        return [each for each in self.targets.values() if each.department == self.department]
