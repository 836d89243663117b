"""Small rooms: modules and functions stay within the sizes that keep them readable."""

from statistics import median

from tests.house.reading import HOUSE, Function, functions, modules, text

MODULE_MEDIAN, MODULE_CAP = 100, 400
FUNCTION_MEDIAN, FUNCTION_CAP = 10, 50


def lines_of(function: Function) -> int:
    """Lines from ``def`` to the end."""
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def test_modules_are_small() -> None:
    lines = {path: len(text(path).splitlines()) for path in modules(*HOUSE, "demo", "bench")}
    assert {str(path): n for path, n in lines.items() if n > MODULE_CAP} == {}
    assert median(n for path, n in lines.items() if path.parts[0] in HOUSE) <= MODULE_MEDIAN


def test_functions_are_small() -> None:
    rooms = [(p, f) for p in modules(*HOUSE, "demo", "bench") for f in functions(p)]
    lines = {f"{path}:{f.name}:{f.lineno}": lines_of(f) for path, f in rooms}
    assert {name: n for name, n in lines.items() if n > FUNCTION_CAP} == {}
    assert median(lines_of(f) for path, f in rooms if path.parts[0] in HOUSE) <= FUNCTION_MEDIAN
