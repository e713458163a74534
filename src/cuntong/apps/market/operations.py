from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Station

from .models import Exhibit, Fair, Firm, Livestream, Product, Shop, Tenancy


def _save(row: Model, *, change: dict, by: User, at: datetime) -> None:
    row.full_clean()
    row.save(force_insert=True)
    evidence.record(verb="create", record=row, change=change, by=by, at=at)


@transaction.atomic
def register_firm(
    *, code: str, name: str, by: User, at: datetime, credit_code: str = "", batch: ImportBatch | None = None
) -> Firm:
    """Adds a firm. Raises ValidationError by field."""
    require(by, Right.WRITE_MARKET)
    firm = Firm(code=code, name=name, credit_code=credit_code, import_batch=batch)
    _save(firm, change={"code": code, "name": name}, by=by, at=at)
    return firm


@transaction.atomic
def settle_firm(
    *,
    firm: Firm,
    from_date: date,
    by: User,
    at: datetime,
    to_date: date | None = None,
    batch: ImportBatch | None = None,
) -> Tenancy:
    """Records that a firm moved into the centre; while one tenancy is open there is no second.

    Raises:
        ValidationError: by field.
    """
    require(by, Right.WRITE_MARKET)
    tenancy = Tenancy(firm=firm, from_date=from_date, to_date=to_date, import_batch=batch)
    _save(tenancy, change={"firm": firm.code, "from_date": from_date, "to_date": to_date}, by=by, at=at)
    return tenancy


@transaction.atomic
def end_tenancy(*, tenancy: Tenancy, to_date: date, by: User, at: datetime) -> Tenancy:
    """Records the last day of a firm in the centre.

    Raises:
        ValidationError: it has moved out already, or before it moved in.
    """
    require(by, Right.WRITE_MARKET)
    tenancy = Tenancy.objects.select_for_update().get(pk=tenancy.pk)
    if tenancy.to_date is not None:
        raise ValidationError({"to_date": _("This firm has moved out already.")})
    tenancy.to_date = to_date
    tenancy.full_clean()
    tenancy.save(update_fields=["to_date"])
    evidence.record(verb="correct", record=tenancy, change={"to_date": to_date}, by=by, at=at)
    return tenancy


@transaction.atomic
def open_shop(
    *,
    kind: str,
    platform: str,
    shop_url: str,
    opened_date: date,
    with_help: bool,
    by: User,
    at: datetime,
    station: Station | None = None,
    firm: Firm | None = None,
    batch: ImportBatch | None = None,
) -> Shop:
    """Records a shop; its address tells it apart, so the same shop is not counted twice.

    Raises:
        ValidationError: by field.
    """
    require(by, Right.WRITE_MARKET)
    shop = Shop(
        kind=kind,
        station=station,
        firm=firm,
        platform=platform,
        shop_url=shop_url,
        opened_date=opened_date,
        with_help=with_help,
        import_batch=batch,
    )
    change = {
        "kind": kind,
        "owner": shop.owner.code if shop.owner else None,
        "platform": platform,
        "url": shop_url,
    }
    _save(shop, change=change, by=by, at=at)
    return shop


@transaction.atomic
def hold_livestream(
    *,
    code: str,
    kind: str,
    platform: str,
    held_date: date,
    by: User,
    at: datetime,
    station: Station | None = None,
    firm: Firm | None = None,
    sales_yuan: Decimal | None = None,
    batch: ImportBatch | None = None,
) -> Livestream:
    """Records a livestream that was held; sales stay empty where no platform export shows them.

    Raises:
        ValidationError: by field; what lies in the future has not been held.
    """
    require(by, Right.WRITE_MARKET)
    if held_date > timezone.localdate(at):
        raise ValidationError(
            {"held_date": _("This day has not come yet. Record the livestream after it was held.")}
        )
    livestream = Livestream(
        code=code,
        kind=kind,
        station=station,
        firm=firm,
        platform=platform,
        held_date=held_date,
        sales_yuan=sales_yuan,
        import_batch=batch,
    )
    _save(
        livestream,
        change={"code": code, "kind": kind, "held_date": held_date, "sales_yuan": sales_yuan},
        by=by,
        at=at,
    )
    return livestream


@transaction.atomic
def hold_fair(
    *,
    name: str,
    fair_date: date,
    product_names: list[str],
    by: User,
    at: datetime,
    venue: str = "",
    batch: ImportBatch | None = None,
) -> Fair:
    """Records a fair with the products shown; a fair or product that is known is used again.

    Raises:
        ValidationError: by field; a product stands on the list of that fair already.
    """
    require(by, Right.WRITE_MARKET)
    fair = Fair.objects.filter(name=name, fair_date=fair_date).first()
    if fair is None:
        fair = Fair(name=name, fair_date=fair_date, venue=venue, import_batch=batch)
        _save(fair, change={"name": name, "fair_date": fair_date}, by=by, at=at)
    for product_name in product_names:
        product, _made = Product.objects.get_or_create(name=product_name, defaults={"import_batch": batch})
        exhibit = Exhibit(fair=fair, product=product, import_batch=batch)
        _save(exhibit, change={"fair": name, "product": product_name}, by=by, at=at)
    return fair


@transaction.atomic
def take_back(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Removes every row that a batch brought into this room; the trail keeps that they were there.

    Raises:
        UndoRefused: something that came later stands on a row of the batch.
    """
    require(by, Right.WRITE_MARKET)
    _refuse_undo_below_later_rows(batch)
    removed = 0
    for model in (Exhibit, Fair, Livestream, Shop, Tenancy, Firm):
        for row in model.objects.filter(import_batch=batch):
            evidence.record(verb="undo", record=row, change={"batch": str(batch.pk)}, by=by, at=at)
            row.delete()
            removed += 1
    Product.objects.filter(import_batch=batch, exhibits=None).delete()
    return removed


def _refuse_undo_below_later_rows(batch: ImportBatch) -> None:
    later_rows = (
        (_("tenancies"), Tenancy.objects.filter(firm__import_batch=batch)),
        (_("shops"), Shop.objects.filter(firm__import_batch=batch)),
        (_("livestreams"), Livestream.objects.filter(firm__import_batch=batch)),
        (_("products shown"), Exhibit.objects.filter(fair__import_batch=batch)),
    )
    for label, rows in later_rows:
        if count := rows.exclude(import_batch=batch).count():
            raise UndoRefused(
                _("%(count)s %(rows)s stand on rows of this workbook. Undo those first.")
                % {"count": count, "rows": label}
            )
