"""Releases of the breaker: who, why and which trip."""

from domain.matters import Release
from ledger import Ledger, releases
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC


def test_every_release_is_kept_with_the_sentence_it_answers(ledger: Ledger) -> None:
    for tripped in ("4个数据源故障。", "21个单位新增滞后。"):
        release = releases.release(
            ledger, JUNE, actor="甲", reason="已逐一核对", tripped=tripped, now=NOW
        )
        assert release == Release(JUNE, "甲", "已逐一核对", tripped, NOW)
    kept = releases.of_period(ledger, JUNE)
    assert [each.tripped for each in kept] == ["4个数据源故障。", "21个单位新增滞后。"]
    assert {each.released_at for each in kept} == {NOW_UTC}
    assert releases.of_period(ledger, JULY) == ()
