"""A station's code and level are given once: the database itself refuses to change them."""

from django.db import migrations

REFUSAL = "a station keeps its code and its level"
GUARD = {
    "sqlite": (
        f"""
        CREATE TRIGGER places_station_code_is_kept
        BEFORE UPDATE OF code, level ON places_station
        WHEN OLD.code <> NEW.code OR OLD.level <> NEW.level
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
        """,
        "DROP TRIGGER places_station_code_is_kept",
    ),
    "postgresql": (
        f"""
        CREATE FUNCTION places_station_code_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
        CREATE TRIGGER places_station_code_is_kept
        BEFORE UPDATE OF code, level ON places_station FOR EACH ROW
        WHEN (OLD.code IS DISTINCT FROM NEW.code OR OLD.level IS DISTINCT FROM NEW.level)
        EXECUTE FUNCTION places_station_code_is_kept()
        """,
        "DROP TRIGGER places_station_code_is_kept ON places_station; DROP FUNCTION places_station_code_is_kept()",
    ),
}


def guard(apps, schema_editor):
    schema_editor.execute(GUARD[schema_editor.connection.vendor][0], params=None)


def unguard(apps, schema_editor):
    schema_editor.execute(GUARD[schema_editor.connection.vendor][1], params=None)


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
