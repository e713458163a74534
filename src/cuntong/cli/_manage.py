import typer

from ._django import start_django


def manage(context: typer.Context) -> None:
    """Run one of Django's own commands (migrate, createsuperuser, shell …)."""
    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["cuntong manage", *context.args])


def check_trail() -> None:
    """Recompute the whole trail and say whether a row of it was changed behind the application's back."""
    start_django()
    from cuntong.apps.evidence import queries

    broken = queries.broken_entries()
    head = queries.head()
    if broken:
        typer.echo(f"The trail does not fit its hashes at: {', '.join(map(str, broken[:20]))} (0 = root)")
        raise typer.Exit(1)
    typer.echo(f"The trail is whole: {head.size} entries, root {head.root}")
