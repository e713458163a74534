"""Rows are written in `operations` only: elsewhere no queryset and no record is saved, changed or deleted."""

import ast

import pytest

WRITES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "save",
    "update",
    "update_or_create",
}
# dict.update, digest.update, document.save(buffer) are no writes of rows: these names count only behind a query.
AMBIGUOUS = {"create", "save", "update"}
QUERY_STEPS = {"objects", "filter", "exclude", "all", "select_for_update", "order_by", "get", "first", "last"}
WRITERS = {"operations", "migrations"}


def test_rows_are_written_in_operations_only(modules):
    found = [
        f"{module.place}:{line} {what}"
        for module in modules
        if module.parts[0] in {"apps", "cli", "config"} and not WRITERS & set(module.parts)
        for line, what in _writes(module.tree)
    ]
    assert not found


def _writes(tree):
    """Yield (line, call) for every call that writes rows."""
    doors = _doors(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_write(node, doors):
            yield node.lineno, ast.unparse(node.func)


def _doors(tree):
    """The names by which the file knows rooms' operations, and super()."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names if alias.name == "operations"]
    return {"super()", *(alias.asname or alias.name for alias in aliases)}


def _is_write(call, doors):
    verb, owner = call.func.attr, call.func.value
    if verb == "execute":
        return _is_writing_sql(call)
    if verb not in WRITES or ast.unparse(owner) in doors:
        return False
    if verb not in AMBIGUOUS or QUERY_STEPS & _steps(owner):
        return True
    return verb == "save" and _saves_a_record(call)


def _steps(owner):
    return {node.attr for node in ast.walk(owner) if isinstance(node, ast.Attribute)}


def _saves_a_record(call):
    """`form.save()`, `record.save(update_fields=…)`: a workbook's or a picture's save names a file instead."""
    return not call.args and all(
        keyword.arg in {"update_fields", "force_insert", "using"} for keyword in call.keywords
    )


def _is_writing_sql(call):
    words = [
        node.value
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return any(word.lstrip().lower().startswith(("insert", "update", "delete")) for word in words)


@pytest.mark.parametrize(
    "source",
    [
        "Station.objects.create(name='x')",
        "Station.objects.filter(pk=1).update(name='x')",
        "Station.objects.all().delete()",
        "station.delete()",
        "station.save()",
        "station.save(update_fields=['name'])",
        "form.save()",
        "Station.objects.bulk_create(rows)",
        "Station.objects.get_or_create(name='x')",
        "station.visits.filter(done=True).update(done=False)",
        "cursor.execute('UPDATE places_station SET name = 1')",
    ],
)
def test_what_is_refused(source):
    assert list(_writes(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "context.update(rows=rows)",
        "digest.update(chunk)",
        "document.save(buffer)",
        "super().save(*args, **kwargs)",
        "cursor.execute('SELECT 1')",
        "from . import operations\noperations.delete(by=by)",
        "from cuntong.apps.evidence import operations as evidence\nevidence.save()",
    ],
)
def test_what_is_allowed(source):
    assert not list(_writes(ast.parse(source)))
