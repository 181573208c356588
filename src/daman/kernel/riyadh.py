"""The programme's one time zone: a date is a Riyadh date."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

RIYADH = ZoneInfo("Asia/Riyadh")


def riyadh_date(moment: datetime) -> date:
    """
    Return the date in Riyadh of an aware moment.

    >>> from datetime import UTC
    >>> riyadh_date(datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    datetime.date(2026, 11, 25)
    """
    assert moment.tzinfo is not None, "a moment carries its time zone"
    return moment.astimezone(RIYADH).date()
