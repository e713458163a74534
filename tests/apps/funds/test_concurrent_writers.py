"""Several writers at once, in plain SQL on connections of their own: the sums hold, whoever comes first.

Everything runs on a database of its own, of the kind that the suite runs on.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import uuid
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

SCRIPT = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
import json
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from cuntong.apps.accounts.models import Organisation, User
from tests.apps.funds.conftest import Office

firm = Organisation.objects.create(name="示例承办公司", kind="CONTRACTOR")
person = lambda role, firm=None: User.objects.create_user(role.lower(), role=role, organisation=firm)
people = SimpleNamespace(bureau=person("BUREAU"), finance=person("FINANCE"), contractor=person("CONTRACTOR", firm))
office = Office(people, datetime(2024, 8, 14, tzinfo=UTC))
appropriation = office.appropriation("220")
lines = [office.line(amount, appropriation) for amount in ("100", "20")]
contract = office.ready(office.contract("120", [(lines[0], Decimal(100)), (lines[1], Decimal(20))]))
milestones = [office.met(office.milestone("60", contract)) for _ in range(2)]
applications = [office.approved(office.application(milestone, "60")) for milestone in milestones]
free = office.milestone("100", office.contract("100", [(office.line("100", appropriation), Decimal(100))]))
print(json.dumps({
    "appropriation": appropriation.pk, "funding": contract.funding.order_by("pk").first().pk, "payee": firm.pk,
    "applications": [a.pk for a in applications], "milestones": [m.pk for m in milestones], "free": free.pk,
    "finance": people.finance.pk, "contractor": people.contractor.pk,
}))
"""
PAYMENT = (
    "INSERT INTO funds_payment (application_id, milestone_id, funding_id, payee_id, voucher_no, voucher_entry, "
    "amount_yuan, paid_date, reason, recorded_by_id, recorded_at, request_key) "
    "VALUES (?, ?, ?, ?, ?, 1, 60, '2022-07-01', '', ?, '2024-08-14', ?)"
)
APPLICATION = (
    "INSERT INTO funds_paymentapplication (milestone_id, amount_yuan, invoice_no, note, state, applied_by_id, "
    "applied_at, reason, on_paper, approval_document_no, request_key) "
    "VALUES (?, ?, ?, '', 'SUBMITTED', ?, '2024-08-14', '', false, '', ?)"
)
IS_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
# SQLite has one writer at a time, so it knows one level only.
ISOLATION_LEVELS = (
    ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE") if IS_POSTGRESQL else ("SERIALIZABLE",)
)


class Database:
    """Connections of one's own to a database of the suite's kind."""

    def __init__(self, url, path):
        self.url, self.path, self.refusals = url, path, []

    @contextmanager
    def connection(self, isolation):
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as connection:
                connection.isolation_level = psycopg.IsolationLevel[isolation.replace(" ", "_")]
                yield connection
        else:
            connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
            yield connection
            connection.close()

    def write(self, connection, statement, values):
        """One transaction; True where the database took it."""
        try:
            if self.url:
                connection.execute(statement.replace("?", "%s"), values)
                connection.commit()
            else:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(statement, values)
                connection.execute("COMMIT")
        except Exception as refusal:
            connection.rollback()
            self.refusals.append(str(refusal).splitlines()[0])
            return False
        return True

    def together(self, writes, isolation):
        """Each list of writes on a thread and a connection of its own, all beginning at once; counts what was taken."""
        self.refusals, barrier, taken = [], threading.Barrier(len(writes)), []

        def run(statements):
            with self.connection(isolation) as connection:
                barrier.wait(timeout=60)
                taken.extend(self.write(connection, *one) for one in statements)

        threads = [threading.Thread(target=run, args=(statements,)) for statements in writes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return sum(taken)

    def value(self, statement):
        with self.connection("READ COMMITTED") as connection:
            return connection.execute(statement).fetchone()[0]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A database with a county in it, made once; the tests work on copies."""
    folder = tmp_path_factory.mktemp("county")
    environment = os.environ | {"CUNTONG_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with _database() as url:
        if url:
            environment["DATABASE_URL"] = url
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        yield url or folder / "cuntong.sqlite3", json.loads(run.stdout)


@pytest.fixture
def county(template, tmp_path):
    origin, ids = template
    if IS_POSTGRESQL:
        with _database(urlsplit(origin).path.strip("/")) as url:
            yield Database(url, None), ids
    else:
        path = tmp_path / "county.sqlite3"
        with sqlite3.connect(origin) as source, sqlite3.connect(path) as copy:
            source.backup(copy)
        source.close()
        copy.close()
        yield Database("", path), ids


@contextmanager
def _database(template="template1"):
    """The address of a new PostgreSQL database, or nothing where the suite runs on SQLite."""
    if not IS_POSTGRESQL:
        yield ""
        return
    import psycopg

    name, url = f"funds_{uuid.uuid4().hex[:12]}", os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _payment(ids, which, voucher_no, funding=None):
    return PAYMENT, (
        ids["applications"][which],
        ids["milestones"][which],
        funding or ids["funding"],
        ids["payee"],
        voucher_no,
        ids["finance"],
        str(uuid.uuid4()),
    )


@pytest.mark.parametrize("isolation", ISOLATION_LEVELS)
def test_two_payments_at_once_do_not_go_beyond_what_is_bound(county, isolation):
    """Each of the two fits into the 100 yuan that the line has bound; both together do not."""
    database, ids = county
    writes = [[_payment(ids, which, f"PZ-{which}")] for which in range(2)]
    assert database.together(writes, isolation) == 1, database.refusals
    assert database.value("SELECT SUM(amount_yuan) FROM funds_payment") == 60
    assert "payment_within_" in database.refusals[0] or "serialize" in database.refusals[0]


@pytest.mark.parametrize("isolation", ISOLATION_LEVELS)
def test_one_application_is_paid_once_however_many_pay_it(county, isolation):
    database, ids = county
    writes = [[_payment(ids, 0, f"PZ-{number}")] for number in range(6)]
    assert database.together(writes, isolation) == 1, database.refusals


@pytest.mark.parametrize("isolation", ISOLATION_LEVELS)
def test_a_milestone_bears_many_writers(county, isolation):
    """Eight writers ask for 1 yuan twenty times each; the milestone has 100."""
    database, ids = county
    writes = [
        [
            (APPLICATION, (ids["free"], 1, f"FP-{w}-{n}", ids["contractor"], str(uuid.uuid4())))
            for n in range(20)
        ]
        for w in range(8)
    ]
    taken = database.together(writes, isolation)
    assert (
        database.value(f"SELECT COUNT(*) FROM funds_paymentapplication WHERE milestone_id = {ids['free']}")
        == taken
    )
    if isolation == "READ COMMITTED" or not database.url:
        assert taken == 100
    assert 0 < taken <= 100
