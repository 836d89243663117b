"""The one door to Great Expectations: one frame, one suite; back come the keys that broke it."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from checks.intake.expectations import Rule
from checks.intake.frame import FrameRow
from checks.intake.known import Known


def load() -> ModuleType:
    """Import Great Expectations (5–8 s): call it early, while the pulls wait on the network."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports deprecated modules of its own dependencies
        import great_expectations as gx  # noqa: PLC0415 - 5–8 s, paid only by whoever checks

        return gx


def broken(
    frame: Sequence[FrameRow], known: Known, rules: Sequence[Rule]
) -> list[tuple[Rule, int]]:
    """Each (rule, key of a row that breaks it), in the order of ``rules``.

    An empty frame is not shown to the suite, which would pass it: nothing arrived, and that has
    been counted before. Raises RuntimeError if an expectation could not be computed.
    """
    if not frame:
        return []
    keys = broken_keys(validated(frame, known, rules))
    return [(rule, key) for rule in rules for key in keys[rule.id]]


def validated(frame: Sequence[FrameRow], known: Known, rules: Sequence[Rule]) -> Any:
    """The suite's own result on the frame, which is not empty."""
    gx = load()
    suite = gx.ExpectationSuite(name="intake", expectations=_expectations(gx, known, rules))
    shape = {"result_format": "COMPLETE", "unexpected_index_column_names": ["key"]}
    return _batch(gx, frame).validate(suite, result_format=shape)


def broken_keys(result: Any) -> dict[str, list[int]]:
    """By rule the keys of the rows that break it. Raises RuntimeError as ``broken`` does."""
    return {each.expectation_config.meta["rule"]: _keys(each) for each in result.results}


def rendered(result: Any, sentences: Mapping[str, str]) -> str:
    """The page (HTML) that Great Expectations makes of a result; it wants much from outside.

    ``sentences`` by rule stand there in place of its own.
    """
    load()
    for each in result.results:
        each.expectation_config.description = sentences[each.expectation_config.meta["rule"]]
    from great_expectations import render  # noqa: PLC0415 - as above

    pages: Any = render
    content = pages.renderer.ValidationResultsPageRenderer().render(result)
    page: str = pages.view.DefaultJinjaPageView().render(content)
    return page


def _expectations(gx: ModuleType, known: Known, rules: Iterable[Rule]) -> list[Any]:
    every = []
    for rule in rules:
        if rule.expect:
            expectation = rule.expect(gx.expectations, known)
            expectation.meta = {"rule": rule.id}
            every.append(expectation)
    return every


def _batch(gx: ModuleType, frame: Sequence[FrameRow]) -> Any:
    """The frame as a batch of a context that lives in memory: no files, bars or telemetry."""
    import pandas as pd  # noqa: PLC0415 - comes with the above
    from great_expectations.data_context.types import base  # noqa: PLC0415 - as above

    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("intake").add_dataframe_asset("lines")
    whole = asset.add_batch_definition_whole_dataframe("whole")
    # objects: Python's whole numbers and None stay what they are, nothing becomes a float
    return whole.get_batch({"dataframe": pd.DataFrame(list(frame), dtype=object)})


def _keys(result: Any) -> list[int]:
    """Only keys are taken from a result: its values may have been made floats on the way."""
    rule = result.expectation_config.meta["rule"]
    if failures := _failures(result.exception_info):
        raise RuntimeError(f"rule {rule} could not be computed: {failures[0]}")
    keys = sorted(int(index["key"]) for index in result.result["unexpected_index_list"] or ())
    if not keys and not result.success:
        raise RuntimeError(f"rule {rule} is broken, but no row was named")
    return keys


def _failures(exception_info: dict[str, Any]) -> list[str]:
    """Messages of what went wrong: one for the whole expectation, or one by each metric of it."""
    is_one = "raised_exception" in exception_info
    each = [exception_info] if is_one else exception_info.values()
    return [info["exception_message"] for info in each if info["raised_exception"]]
