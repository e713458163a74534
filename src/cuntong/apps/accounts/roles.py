"""Which role may do what: one table, read by pages, endpoints and operations alike."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    BUREAU = "BUREAU", _("Bureau officer")
    FINANCE = "FINANCE", _("Finance officer")
    CONTRACTOR = "CONTRACTOR", _("Contractor")
    HUB = "HUB", _("Hub")
    DRIVER = "DRIVER", _("Driver")
    STATION_KEEPER = "STATION_KEEPER", _("Station keeper")
    TRAINER = "TRAINER", _("Trainer")
    INSPECTOR = "INSPECTOR", _("Inspector")
    AUDITOR = "AUDITOR", _("Auditor")
    PUBLIC = "PUBLIC", _("Public")


class Right(StrEnum):
    """What a person may do; a page, endpoint or operation names the one it needs."""

    READ_PLACES = "READ_PLACES"
    WRITE_PLACES = "WRITE_PLACES"
    READ_FUNDS = "READ_FUNDS"
    WRITE_FUNDS = "WRITE_FUNDS"
    APPLY_FOR_PAYMENT = "APPLY_FOR_PAYMENT"
    APPROVE_PAYMENT = "APPROVE_PAYMENT"
    PAY = "PAY"
    READ_TRAINING = "READ_TRAINING"
    WRITE_TRAINING = "WRITE_TRAINING"
    READ_PERSONAL = "READ_PERSONAL"
    READ_PARCELS = "READ_PARCELS"
    WRITE_PARCELS = "WRITE_PARCELS"
    SCAN = "SCAN"
    MANAGE_DEVICES = "MANAGE_DEVICES"
    READ_ROUTES = "READ_ROUTES"
    WRITE_ROUTES = "WRITE_ROUTES"
    DRIVE = "DRIVE"
    SETTLE = "SETTLE"
    READ_SERVICES = "READ_SERVICES"
    WRITE_SERVICES = "WRITE_SERVICES"
    SERVE = "SERVE"
    READ_MARKET = "READ_MARKET"
    WRITE_MARKET = "WRITE_MARKET"
    READ_INSPECTIONS = "READ_INSPECTIONS"
    INSPECT = "INSPECT"
    WRITE_INSPECTIONS = "WRITE_INSPECTIONS"
    READ_EVIDENCE = "READ_EVIDENCE"
    WRITE_EVIDENCE = "WRITE_EVIDENCE"
    READ_TRAIL = "READ_TRAIL"
    IMPORT = "IMPORT"
    READ_PERFORMANCE = "READ_PERFORMANCE"
    WRITE_PERFORMANCE = "WRITE_PERFORMANCE"
    FREEZE = "FREEZE"
    APPROVE_REPORT = "APPROVE_REPORT"
    READ_JOBS = "READ_JOBS"
    MANAGE_ACCOUNTS = "MANAGE_ACCOUNTS"


_READS = frozenset(right for right in Right if right.startswith("READ_"))
_READS_WITHOUT_PERSONAL = _READS - {Right.READ_PERSONAL}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.BUREAU: _READS
    | {
        Right.WRITE_PLACES,
        Right.WRITE_FUNDS,
        Right.APPROVE_PAYMENT,
        Right.WRITE_TRAINING,
        Right.WRITE_PARCELS,
        Right.MANAGE_DEVICES,
        Right.WRITE_ROUTES,
        Right.SETTLE,
        Right.WRITE_SERVICES,
        Right.WRITE_MARKET,
        Right.INSPECT,
        Right.WRITE_INSPECTIONS,
        Right.WRITE_EVIDENCE,
        Right.IMPORT,
        Right.WRITE_PERFORMANCE,
        Right.FREEZE,
        Right.APPROVE_REPORT,
        Right.MANAGE_ACCOUNTS,
    },
    Role.FINANCE: _READS_WITHOUT_PERSONAL
    | {Right.WRITE_FUNDS, Right.PAY, Right.SETTLE, Right.WRITE_EVIDENCE, Right.IMPORT},
    Role.CONTRACTOR: frozenset(
        {
            Right.READ_PLACES,
            Right.READ_FUNDS,
            Right.APPLY_FOR_PAYMENT,
            Right.READ_TRAINING,
            Right.READ_MARKET,
            Right.READ_INSPECTIONS,
            Right.READ_EVIDENCE,
            Right.WRITE_EVIDENCE,
            Right.READ_JOBS,
        }
    ),
    Role.TRAINER: frozenset(
        {
            Right.READ_PLACES,
            Right.READ_TRAINING,
            Right.WRITE_TRAINING,
            Right.READ_PERSONAL,
            Right.READ_EVIDENCE,
            Right.WRITE_EVIDENCE,
            Right.IMPORT,
            Right.READ_JOBS,
        }
    ),
    Role.STATION_KEEPER: frozenset(
        {
            Right.READ_PLACES,
            Right.READ_PARCELS,
            Right.READ_ROUTES,
            Right.SCAN,
            Right.READ_SERVICES,
            Right.SERVE,
            Right.READ_PERSONAL,
            Right.READ_MARKET,
            Right.READ_INSPECTIONS,
            Right.READ_EVIDENCE,
            Right.WRITE_EVIDENCE,
        }
    ),
    Role.INSPECTOR: frozenset(
        {
            Right.READ_PLACES,
            Right.READ_TRAINING,
            Right.READ_INSPECTIONS,
            Right.INSPECT,
            Right.READ_SERVICES,
            Right.READ_EVIDENCE,
            Right.WRITE_EVIDENCE,
        }
    ),
    Role.HUB: frozenset(
        {
            Right.READ_PLACES,
            Right.READ_PARCELS,
            Right.WRITE_PARCELS,
            Right.SCAN,
            Right.MANAGE_DEVICES,
            Right.READ_ROUTES,
            Right.WRITE_ROUTES,
            Right.READ_PERSONAL,
            Right.IMPORT,
            Right.READ_JOBS,
        }
    ),
    Role.DRIVER: frozenset(
        {Right.READ_PLACES, Right.READ_PARCELS, Right.SCAN, Right.READ_ROUTES, Right.DRIVE}
    ),
    Role.AUDITOR: _READS_WITHOUT_PERSONAL,
    Role.PUBLIC: frozenset(),
}

COUNTYWIDE = frozenset({Role.BUREAU, Role.FINANCE, Role.AUDITOR, Role.HUB})
"""Roles that answer for the whole county; everybody else sees only their places and organisation."""
