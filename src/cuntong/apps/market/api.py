from datetime import date
from decimal import Decimal

from ninja import Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right

from . import queries

router = Router(tags=["market"])


class ShopOut(Schema):
    id: int
    kind: str
    platform: str
    shop_url: str
    opened_date: date
    with_help: bool


@router.get("/shops", response=list[ShopOut])
@paginate(PageNumberPagination, page_size=100)
def shops(request):
    """Shops of firms, and of the stations the person answers for."""
    require(request.user, Right.READ_MARKET)
    return queries.visible_shops(request.user)


class LivestreamOut(Schema):
    id: int
    code: str
    kind: str
    platform: str
    held_date: date
    sales_yuan: Decimal | None


@router.get("/livestreams", response=list[LivestreamOut])
@paginate(PageNumberPagination, page_size=100)
def livestreams(request):
    """Livestreams; sales in yuan, null where no platform export shows them."""
    require(request.user, Right.READ_MARKET)
    return queries.visible_livestreams(request.user)
