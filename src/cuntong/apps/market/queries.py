from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from .models import Exhibit, Fair, Firm, Livestream, Shop, Tenancy


def _may(user: User) -> bool:
    return user.may(Right.READ_MARKET)


def visible_firms(user: User) -> QuerySet[Firm]:
    """Firms are known to whoever works with the market."""
    settled = Tenancy.objects.filter(firm=OuterRef("pk"), to_date=None)
    firms = Firm.objects.annotate(
        settled=Exists(settled),
        shop_count=Count("shops", distinct=True),
        livestream_count=Count("livestreams", distinct=True),
    )
    return firms if _may(user) else firms.none()


def visible_tenancies(user: User) -> QuerySet[Tenancy]:
    tenancies = Tenancy.objects.select_related("firm")
    return tenancies if _may(user) else tenancies.none()


def _of_places(user: User, rows: QuerySet) -> QuerySet:
    """Rows of firms and the centre are the county's; rows of a station belong to those who answer for its place."""
    if not _may(user):
        return rows.none()
    scope = scope_of(user)
    if scope.everywhere:
        return rows
    return rows.filter(Q(station=None) | scope.divisions("station__division__code"))


def visible_shops(user: User) -> QuerySet[Shop]:
    return _of_places(user, Shop.objects.select_related("station", "firm"))


def visible_livestreams(user: User) -> QuerySet[Livestream]:
    return _of_places(user, Livestream.objects.select_related("station", "firm"))


def visible_fairs(user: User) -> QuerySet[Fair]:
    fairs = Fair.objects.annotate(exhibit_count=Count("exhibits"))
    return fairs if _may(user) else fairs.none()


def visible_exhibits(user: User) -> QuerySet[Exhibit]:
    exhibits = Exhibit.objects.select_related("fair", "product")
    return exhibits if _may(user) else exhibits.none()


def sales_of(livestreams: QuerySet[Livestream]):
    """Sum of the sales that are known, in yuan, and how many livestreams have none on record."""
    return livestreams.aggregate(sales_yuan=Sum("sales_yuan"), unknown=Count("pk", filter=Q(sales_yuan=None)))
