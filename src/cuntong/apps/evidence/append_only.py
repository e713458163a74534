"""Tables whose rows are only ever added: the database itself refuses the rest, whoever asks.

Note [Append-only]
Application code never updates these rows, but whoever holds the application's database account could.
Triggers refuse UPDATE and DELETE on both databases, and TRUNCATE on PostgreSQL. They do not stop the owner of
the server; against that stands the Merkle log, whose roots leave the house with every bundle.

SQLite's INSERT OR REPLACE removes the old row without firing a DELETE trigger, so there a third trigger refuses an
INSERT over a key that is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.migrations.operations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb} refused'); END
"""
_SQLITE_REPLACE = """
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.{key} = NEW.{key} AND {condition})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: replace refused'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION cuntong_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, lower(TG_OP) USING ERRCODE = '23514'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW WHEN ({condition})
EXECUTE FUNCTION cuntong_refuse_change()
"""
_POSTGRESQL_TRUNCATE = """
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
EXECUTE FUNCTION cuntong_refuse_change()
"""


@dataclass(frozen=True)
class Filling:
    """The one change that rows of a table allow: these columns, when `allowed` (SQL on OLD and NEW) holds."""

    columns: tuple[str, ...]
    allowed: str


def append_only(
    table: str, *, key: str = "id", condition: str = "1 = 1", filling: Filling | None = None
) -> RunPython:
    """A migration step that refuses to change or remove rows of `table` for which `condition` (on OLD) holds.

    `key` is the column of the primary key; `filling` is the exception for columns that are known only later.
    """

    def install(apps, schema_editor):
        sqlite = schema_editor.connection.vendor == "sqlite"
        refused = {"update": condition, "delete": condition}
        if filling is not None:
            refused["update"] = f"({condition}) AND NOT ({_only(filling, table, schema_editor.connection)})"
        for verb, when in refused.items():
            statement = _SQLITE if sqlite else _POSTGRESQL
            schema_editor.execute(
                statement.format(table=table, verb=verb, VERB=verb.upper(), condition=when), params=None
            )
        if sqlite:
            kept = condition.replace("OLD.", "kept.")
            schema_editor.execute(_SQLITE_REPLACE.format(table=table, key=key, condition=kept), params=None)
        else:
            schema_editor.execute(_POSTGRESQL_TRUNCATE.format(table=table), params=None)

    return RunPython(_with_function(install), _removal(table))


def _only(filling: Filling, table: str, connection) -> str:
    """SQL that holds for an UPDATE which changes nothing but the columns of the filling, as it allows."""
    same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    kept = [f"NEW.{name} {same} OLD.{name}" for name in columns if name not in filling.columns]
    return " AND ".join([f"({filling.allowed})", *kept])


def _with_function(install: Callable) -> Callable:
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_POSTGRESQL_FUNCTION, params=None)
        install(apps, schema_editor)

    return run


def _removal(table: str) -> Callable:
    def remove(apps, schema_editor):
        on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
        for verb in ("update", "delete", "truncate", "replace"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}", params=None)

    return remove
