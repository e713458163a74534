"""House rules of every test: nobody calls out, nothing is left behind, and where CI=true nothing is left out."""

import os

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

LOOPBACK = "127.0.0.1,::1,localhost"
COMMITTING = {"live_server", "transactional_db"}

# Playwright keeps an event loop in the test's thread, and Django would take every later query for an asynchronous one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# No property fails because the machine is busy. In CI Hypothesis does the same and draws the same examples every time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if "CI" not in os.environ:
    settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Let pytest-socket refuse every host but this machine; Unix sockets stay."""
    config.option.disable_socket = True
    config.option.allow_hosts = LOOPBACK
    config.option.allow_unix_socket = True


def pytest_itemcollected(item):
    """Begin tests that commit with the rows that migrations plant: the test before has emptied all tables."""
    marker = item.get_closest_marker("django_db")
    wanted = marker.kwargs if marker else {}
    if wanted.get("transaction") or COMMITTING & set(getattr(item, "fixturenames", ())):
        planted = {**wanted, "transaction": True, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**planted), append=False)


@pytest.fixture(autouse=True)
def usual_language():
    """Begin in the house's language, whatever the test before has asked its pages for."""
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def emptied_tables():
    """Let all tables be emptied after a test that commits: the append-only ones refuse it otherwise."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    original = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        return original(self, _past_triggers(self.connection, sql_list))

    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original


def _past_triggers(connection, statements):
    if connection.vendor == "postgresql":
        return ["SET LOCAL session_replication_role = replica", *statements]
    with connection.cursor() as cursor:
        triggers = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    dropped = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
    return [*dropped, *statements, *(sql for _, sql in triggers)]


def pytest_sessionfinish(session):
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    skipped = _skipped(config)
    if not skipped:
        return
    terminalreporter.section("CI=true: a skipped test is a failure", red=True)
    for report in skipped:
        terminalreporter.line(f"{report.nodeid}: {_reason(report)}")


def _skipped(config):
    """The reports of skipped tests and files, where skipping counts as failing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return []
    return reporter.stats.get("skipped", [])


def _reason(report):
    longrepr = report.longrepr
    return longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
