from datetime import date, timedelta

SATURDAY = 5


def working_days(start_date: date, end_date: date, *, holidays: frozenset[date] = frozenset()) -> int:
    """Return the number of days from Monday to Friday, first and last included, without the given holidays."""
    days = (start_date + timedelta(days=n) for n in range((end_date - start_date).days + 1))
    return sum(day.weekday() < SATURDAY and day not in holidays for day in days)
