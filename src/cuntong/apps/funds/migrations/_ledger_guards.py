"""What constraints cannot say, as triggers: sums over several rows, what a payment agrees with, legal steps.

Each guard is written once, as conditions under which a write is refused, and turned into triggers of SQLite or
functions and triggers of PostgreSQL. A refusal is an integrity error whose text begins with the guard's code.

Note [Sums under concurrency]
SQLite has one writer. On PostgreSQL a guard that adds up rows first rewrites the parent row (`SET id = id`): a
second transaction waits there, then sees the first one's rows, or fails to serialise at a higher isolation
level. Parents are always rewritten in the same order, from the appropriation down, so two payments cannot
block each other for good.

Note [Sums on any day]
A figure as of a day adds up the entries up to that day. So a ceiling holds not only for the sum of all entries
but for the sum up to each day: a payment dated back before its wrong twin was reversed is refused.

Note [Rows replaced]
SQLite's INSERT OR REPLACE deletes the row in its way without firing any trigger of a deletion or a change. So
each table refuses an insert that would take the place of a row.

SQLite rebuilds a table when a later migration alters it, and loses its triggers: such a migration calls
`install` again (a test counts the triggers).
"""

from dataclasses import dataclass
from textwrap import indent

APPROPRIATION = "funds_appropriation"
LINE = "funds_budgetline"
CONTRACT = "funds_contract"
FUNDING = "funds_contractfunding"
MILESTONE = "funds_milestone"
APPLICATION = "funds_paymentapplication"
PAYMENT = "funds_payment"


@dataclass(frozen=True)
class Refusal:
    """A write is refused with `code` where `condition` (SQL over NEW and OLD) is true."""

    code: str
    condition: str


@dataclass(frozen=True)
class Guard:
    """When it looks ("BEFORE INSERT", "AFTER UPDATE OF amount_yuan"), what it locks, what it refuses."""

    name: str
    table: str
    moment: str
    refusals: tuple[Refusal, ...]
    locks: tuple[tuple[str, str], ...] = ()


# --- Sums: `cents()` stands for an exact amount, in each database's own way ------------------------------------


def _sum_within(code, child, key, parent, *, standing="1 = 1", columns="amount_yuan"):
    """The children of a parent never add up to more than the parent, whichever of the two is written.

    `columns` are those of the child that the sum depends on; its `key` is frozen.
    """
    total = f"(SELECT SUM(cents(c.amount_yuan)) FROM {child} c WHERE c.{key} = {{id}} AND {standing})"
    ceiling = f"(SELECT cents(p.amount_yuan) FROM {parent} p WHERE p.id = {{id}})"
    above = total + " > " + ceiling
    locks = ((parent, f"NEW.{key}"),)
    written = (Refusal(code, above.format(id=f"NEW.{key}")),)
    lowered = (Refusal(code, above.format(id="NEW.id")),)
    return (
        Guard(f"{code}_i", child, "AFTER INSERT", written, locks),
        Guard(f"{code}_u", child, f"AFTER UPDATE OF {columns}", written, locks),
        Guard(f"{code}_p", parent, "AFTER UPDATE OF amount_yuan", lowered),
    )


def _paid_up_to_any_day(source):
    """The largest sum that the payments of `source` (FROM … WHERE …) reach on some day."""
    return (
        "(SELECT MAX(d.running) FROM (SELECT SUM(t.day_total) OVER (ORDER BY t.paid_date) AS running FROM "
        f"(SELECT y.paid_date, SUM(cents(y.amount_yuan)) AS day_total {source} GROUP BY y.paid_date) t) d)"
    )


_LINE_ID = f"(SELECT f.budget_line_id FROM {FUNDING} f WHERE f.id = NEW.funding_id)"
_APPROPRIATION_ID = (
    f"(SELECT l.appropriation_id FROM {FUNDING} f JOIN {LINE} l ON l.id = f.budget_line_id WHERE f.id = NEW.funding_id)"
)
_CONTRACT_ID = f"(SELECT m.contract_id FROM {MILESTONE} m WHERE m.id = NEW.milestone_id)"
_BY_FUNDING = f"FROM {PAYMENT} y JOIN {FUNDING} g ON g.id = y.funding_id "
_PAYMENT_SOURCES = {
    "appropriation": (
        APPROPRIATION,
        _APPROPRIATION_ID,
        f"{_BY_FUNDING} JOIN {LINE} n ON n.id = g.budget_line_id WHERE n.appropriation_id = {{id}}",
    ),
    "line": (LINE, _LINE_ID, f"{_BY_FUNDING} WHERE g.budget_line_id = {{id}}"),
    "contract": (
        CONTRACT,
        _CONTRACT_ID,
        f"FROM {PAYMENT} y JOIN {MILESTONE} o ON o.id = y.milestone_id WHERE o.contract_id = {{id}}",
    ),
    "funding": (FUNDING, "NEW.funding_id", f"FROM {PAYMENT} y WHERE y.funding_id = {{id}}"),
    "milestone": (MILESTONE, "NEW.milestone_id", f"FROM {PAYMENT} y WHERE y.milestone_id = {{id}}"),
}


def _payments_within():
    """No payment goes beyond any of the five things it is paid from or for, nor does lowering one of them."""
    refusals, locks, lowered = [], [], []
    for noun, (parent, parent_id, source) in _PAYMENT_SOURCES.items():
        code = f"payment_within_{noun}"
        ceiling = f"(SELECT cents(p.amount_yuan) FROM {parent} p WHERE p.id = {{id}})"
        above = f"{_paid_up_to_any_day(source)} > {ceiling}"
        refusals.append(Refusal(code, above.format(id=parent_id)))
        locks.append((parent, parent_id))
        lowered.append(
            Guard(f"{code}_p", parent, "AFTER UPDATE OF amount_yuan", (Refusal(code, above.format(id="NEW.id")),))
        )
    return (Guard("payment_within", PAYMENT, "AFTER INSERT", tuple(refusals), tuple(locks)), *lowered)


# --- A payment agrees with what it names -----------------------------------------------------------------------

def _payment_agrees():
    ordinary = "NEW.reverses_id IS NULL AND "
    application = f"SELECT 1 FROM {APPLICATION} x WHERE x.id = NEW.application_id AND "
    original = f"SELECT 1 FROM {PAYMENT} x WHERE x.id = NEW.reverses_id AND x.reverses_id IS NULL AND "
    return Guard(
        "payment_agrees",
        PAYMENT,
        "BEFORE INSERT",
        (
            Refusal(
                "payment_is_approved",
                f"{ordinary} NOT EXISTS ({application} (x.state = 'APPROVED' OR (x.on_paper AND x.state = 'PAID')))",
            ),
            Refusal(
                "payment_as_applied_for",
                f"{ordinary} NOT EXISTS ({application} x.milestone_id = NEW.milestone_id "
                "AND x.amount_yuan = NEW.amount_yuan)",
            ),
            Refusal(
                "payment_four_eyes",
                f"{ordinary} EXISTS ({application} x.decided_by_id = NEW.recorded_by_id)",
            ),
            Refusal(
                "payment_payee_is_contractor",
                f"NOT EXISTS (SELECT 1 FROM {CONTRACT} c WHERE c.id = {_CONTRACT_ID} "
                "AND c.contractor_id = NEW.payee_id AND c.signed_date <= NEW.paid_date)",
            ),
            Refusal(
                "payment_from_funding_of_contract",
                f"NOT EXISTS (SELECT 1 FROM {FUNDING} f JOIN {LINE} l ON l.id = f.budget_line_id "
                f"JOIN {APPROPRIATION} a ON a.id = l.appropriation_id WHERE f.id = NEW.funding_id "
                f"AND f.contract_id = {_CONTRACT_ID} AND a.released_date <= NEW.paid_date)",
            ),
            Refusal(
                "payment_voucher_stands_once",
                f"{ordinary} (EXISTS (SELECT 1 FROM {PAYMENT} x WHERE x.voucher_no = NEW.voucher_no "
                "AND x.reverses_id IS NULL "
                f"AND NOT EXISTS (SELECT 1 FROM {PAYMENT} r WHERE r.reverses_id = x.id)) "
                f"OR NEW.voucher_entry <> 1 + (SELECT COUNT(*) FROM {PAYMENT} x "
                "WHERE x.voucher_no = NEW.voucher_no AND x.reverses_id IS NULL))",
            ),
            Refusal(
                "reversal_mirrors_payment",
                f"NEW.reverses_id IS NOT NULL AND NOT EXISTS ({original} x.amount_yuan = -NEW.amount_yuan "
                "AND x.application_id = NEW.application_id AND x.milestone_id = NEW.milestone_id "
                "AND x.funding_id = NEW.funding_id AND x.payee_id = NEW.payee_id "
                "AND x.paid_date <= NEW.paid_date)",
            ),
        ),
    )


# --- What never changes, and what changes only in legal steps --------------------------------------------------

_FROZEN = {
    APPROPRIATION: ("source", "tranche", "released_date"),
    LINE: ("appropriation_id", "direction"),
    CONTRACT: ("contractor_id", "direction", "signed_date"),
    FUNDING: ("contract_id", "budget_line_id"),
    MILESTONE: ("contract_id",),
    APPLICATION: ("milestone_id", "amount_yuan", "invoice_no", "applied_by_id", "applied_at", "on_paper", "request_key"),
}


def _frozen():
    for table, columns in _FROZEN.items():
        changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)
        code = f"{table.removeprefix('funds_')}_frozen"
        yield Guard(code, table, "BEFORE UPDATE", (Refusal(code, changed),))


_KEYS = {
    APPROPRIATION: ("x.id = NEW.id",),
    LINE: ("x.id = NEW.id",),
    CONTRACT: ("x.id = NEW.id",),
    FUNDING: ("x.id = NEW.id",),
    MILESTONE: ("x.id = NEW.id",),
    APPLICATION: ("x.id = NEW.id", "x.request_key = NEW.request_key"),
    PAYMENT: (
        "x.id = NEW.id",
        "x.request_key = NEW.request_key",
        "x.reverses_id = NEW.reverses_id",
        "(x.application_id = NEW.application_id AND x.reverses_id IS NULL AND NEW.reverses_id IS NULL)",
    ),
}


def _never_replaced():
    """See Note [Rows replaced]."""
    for table, keys in _KEYS.items():
        code = f"{table.removeprefix('funds_')}_never_replaced"
        taken = f"EXISTS (SELECT 1 FROM {table} x WHERE {' OR '.join(keys)})"
        yield Guard(code, table, "BEFORE INSERT", (Refusal(code, taken),))


def _never_deleted():
    code = "application_never_deleted"
    return Guard(code, APPLICATION, "BEFORE DELETE", (Refusal(code, "1 = 1"),))


_STEPS = {
    "SUBMITTED": ("RETURNED", "WITHDRAWN", "APPROVED"),
    "APPROVED": ("RETURNED", "PAID"),
    "PAID": ("REVERSED",),
}


def _application_steps():
    legal = " OR ".join(
        f"(OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(new) for new in states)}))"
        for old, states in _STEPS.items()
    )
    ledger = f"SELECT 1 FROM {PAYMENT} y WHERE y.application_id = NEW.id AND y.reverses_id"
    yield Guard(
        "application_steps",
        APPLICATION,
        "BEFORE UPDATE",
        (
            Refusal("application_step_legal", f"NEW.state <> OLD.state AND NOT ({legal})"),
            Refusal("application_paid_by_ledger", f"NEW.state = 'PAID' AND NOT EXISTS ({ledger} IS NULL)"),
            Refusal("application_reversed_by_ledger", f"NEW.state = 'REVERSED' AND NOT EXISTS ({ledger} IS NOT NULL)"),
            Refusal(
                "application_decided_once",
                "NEW.state = OLD.state AND OLD.decided_by_id IS NOT NULL "
                "AND (NEW.decided_by_id IS NULL OR NEW.decided_by_id <> OLD.decided_by_id "
                "OR NEW.decided_at <> OLD.decided_at)",
            ),
        ),
    )
    yield Guard(
        "application_begins",
        APPLICATION,
        "BEFORE INSERT",
        (
            Refusal(
                "application_begins_submitted",
                "NOT (NEW.state = 'SUBMITTED' OR (NEW.on_paper AND NEW.state = 'PAID'))",
            ),
        ),
    )


def _funding_direction():
    direction = "SELECT x.direction FROM {table} x WHERE x.id = NEW.{key}"
    contract = direction.format(table=CONTRACT, key="contract_id")
    line = direction.format(table=LINE, key="budget_line_id")
    return Guard(
        "funding_direction",
        FUNDING,
        "BEFORE INSERT",
        (Refusal("funding_of_same_direction", f"({contract}) <> ({line})"),),
    )


GUARDS = (
    *_sum_within("lines_within_appropriation", LINE, "appropriation_id", APPROPRIATION),
    *_sum_within("funding_within_line", FUNDING, "budget_line_id", LINE),
    *_sum_within("funding_within_contract", FUNDING, "contract_id", CONTRACT),
    *_sum_within("milestones_within_contract", MILESTONE, "contract_id", CONTRACT),
    *_sum_within(
        "applications_within_milestone",
        APPLICATION,
        "milestone_id",
        MILESTONE,
        standing="c.state IN ('SUBMITTED', 'APPROVED', 'PAID')",
        columns="amount_yuan, state",
    ),
    *_payments_within(),
    _payment_agrees(),
    _funding_direction(),
    *_frozen(),
    *_never_replaced(),
    _never_deleted(),
    *_application_steps(),
)


# --- Into each database's own words ----------------------------------------------------------------------------


def _in_sqlite(guard):
    body = "\n".join(
        f"SELECT RAISE(ABORT, '{refusal.code}') WHERE {_sqlite_cents(refusal.condition)};" for refusal in guard.refusals
    )
    yield f"CREATE TRIGGER funds_{guard.name} {guard.moment} ON {guard.table} BEGIN\n{indent(body, '  ')}\nEND"


def _sqlite_cents(condition):
    return _replace_cents(condition, "CAST(ROUND({0} * 100) AS INTEGER)")


def _in_postgresql(guard):
    rewrites = [f"UPDATE {table} SET id = id WHERE id = {row};" for table, row in guard.locks]
    refusals = [
        f"IF {_replace_cents(refusal.condition, '{0}')} THEN\n"
        f"  RAISE EXCEPTION '{refusal.code}' USING ERRCODE = 'check_violation', CONSTRAINT = '{refusal.code}';\n"
        "END IF;"
        for refusal in guard.refusals
    ]
    result = "OLD" if "DELETE" in guard.moment else "NEW"
    body = "\n".join([*rewrites, *refusals, f"RETURN {result};"])
    yield (
        f"CREATE OR REPLACE FUNCTION funds_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n{indent(body, '  ')}\nEND $$"
    )
    yield (
        f"CREATE TRIGGER funds_{guard.name} {guard.moment} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION funds_{guard.name}()"
    )


def _replace_cents(condition, pattern):
    before, mark, after = condition.partition("cents(")
    if not mark:
        return before
    amount, _, rest = after.partition(")")
    return before + pattern.format(amount) + _replace_cents(rest, pattern)


_WORDS = {"sqlite": _in_sqlite, "postgresql": _in_postgresql}


def install(apps, schema_editor):
    """Puts every guard in place, in place of the one that may be there."""
    remove(apps, schema_editor)
    words = _WORDS[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in words(guard):
                cursor.execute(statement)


def remove(apps, schema_editor):
    """Takes every guard away."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for guard in GUARDS:
            on = f" ON {guard.table}" if postgresql else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS funds_{guard.name}{on}")
            if postgresql:
                cursor.execute(f"DROP FUNCTION IF EXISTS funds_{guard.name}()")
