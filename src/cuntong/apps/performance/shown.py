"""How a frozen figure is written in Chinese: value and unit as one text, money in 万元, nothing where nothing is known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cuntong.domain.indicators import CATALOGUE, Figure, Unit
from cuntong.domain.values import wan_yuan

NO_RECORDS = "（无记录）"


@dataclass(frozen=True)
class SealedFigure:
    """A figure as a report quotes it; `value` None where no record supports it."""

    code: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    records: int = 0
    evidenced: int = 0
    start_date: date | None = None
    end_date: date | None = None


def sealed(figure: Figure) -> SealedFigure:
    return SealedFigure(
        code=figure.code,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        records=figure.records,
        evidenced=figure.evidenced,
        start_date=figure.start_date,
        end_date=figure.end_date,
    )


def figure_text(figure: SealedFigure) -> str:
    """17个, 2,597人次, 1,193.6万元, 79.57%; 「（无记录）」 where there is no value."""
    if figure.value is None:
        return NO_RECORDS
    indicator = CATALOGUE[figure.code]
    if indicator.unit is Unit.YUAN:
        return f"{_short(wan_yuan(figure.value))}万元"
    return f"{figure.value:,.{indicator.decimals}f}{indicator.unit.value.zh}"


def _short(amount: Decimal) -> str:
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
