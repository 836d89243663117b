"""What the cycle refuses before it starts."""

from datetime import date

from domain.office import Office
from domain.period import Period
from domain.refusals import Refused
from domain.targets import Target
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


def not_yet(office: Office, period: Period, day: date) -> str:
    """Why the month cannot be judged on ``day``: empty from its judging day on."""
    due = due_day(period, office.days.judged, office.calendar)
    return f"{period.label}自{due}起评判，今日不运行" if day < due else ""


def target_of(office: Office, code: str, period: Period) -> Target:
    """The target ``code`` as it stands in ``period``. Raises Refused."""
    target = office.targets.get(code)
    if target is None:
        raise Refused(f"目标{code}不在目标库中，请核对编号")
    if not target.is_valid_in(period):
        raise Refused(f"目标{target.places}在{period.label}不在有效期内")
    return target
