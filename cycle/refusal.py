"""What the cycle refuses before it starts."""

from collections.abc import Sequence
from datetime import date, timedelta

from cycle.wiring import Parts
from domain.office import Office
from domain.period import Period
from domain.refusals import Refused
from domain.targets import Target
from domain.words import Role
from domain.workdays import due_day


def refuse_blank(**texts: str) -> None:
    """Refuse an act that does not say who, why or by which document; names are as people say."""
    if blank := [name for name, text in texts.items() if not text.strip()]:
        raise Refused(f"{'、'.join(blank)}不能为空")


def refuse_unjudged(office: Office, period: Period) -> None:
    """Refuse a period that is not a month this office judges (DOMAIN §2: 1—2月合并)."""
    if not period.is_month:
        raise Refused(f"{period.label}不是月份：月督查按月运行")
    if period.year != office.year:
        raise Refused(f"{period.label}不在本年度配置（{office.year}年）之内")
    if period.month < office.first_judged_month:
        raise Refused(f"{period.label}不作评判：本年度自{office.first_judged_month}月起评判")


def refuse_strangers(parts: Parts, name: str, roles: Sequence[Role], on: date) -> None:
    """Refuse whoever holds none of the ``roles`` of the whole office on that day."""
    holders = [p.name for role in roles for p in parts.live.people.holding(role, "", on)]
    if name not in holders:
        raise Refused(f"{on}在任人员中没有“{name}”，可以是：{'、'.join(holders)}")


def refuse_unfinished(period: Period, day: date) -> None:
    """Refuse figures of a month that is not over: they cannot be complete."""
    if day <= period.last_day:
        first = period.last_day + timedelta(days=1)
        raise Refused(f"{period.label}尚未结束，自{first}起方可采集和登记数据")


def not_yet(office: Office, period: Period, day: date) -> str:
    """Why the month cannot be judged on ``day``: empty from its judging day on."""
    due = due_day(period, office.days.judged, office.calendar)
    return f"{period.label}自{due}起评判，今日不评判" if day < due else ""


def target_of(office: Office, code: str, period: Period) -> Target:
    """The target ``code`` as it stands in ``period``. Raises Refused."""
    target = office.targets.get(code)
    if target is None:
        raise Refused(f"目标{code}不在目标库中，请核对编号")
    if not target.is_valid_in(period):
        raise Refused(f"目标{target.places}在{period.label}不在有效期内")
    return target
