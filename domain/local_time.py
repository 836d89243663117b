"""The one time zone of the house: days begin and end in it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_day(moment: datetime) -> date:
    """The day on the office's wall calendar on which an aware ``moment`` falls."""
    return moment.astimezone(SHANGHAI).date()
