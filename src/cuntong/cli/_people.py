from typing import Annotated

import typer

from ._django import start_django


def add_person(
    username: str,
    role: Annotated[
        str, typer.Option(help="BUREAU, FINANCE, CONTRACTOR, TRAINER, STATION_KEEPER, INSPECTOR, AUDITOR …")
    ],
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
    name: Annotated[str, typer.Option(help="The name shown on pages.")] = "",
    organisation: Annotated[str, typer.Option(help="Contractor, training body or office.")] = "",
    place: Annotated[
        list[str] | None, typer.Option(help="A 12-digit division code they answer for; may be repeated.")
    ] = None,
) -> None:
    """Create an account for somebody who will sign in."""
    start_django()
    from cuntong.apps.accounts import operations

    person = _told(
        lambda: operations.add_person(
            username=username,
            password=password,
            role=role,
            display_name=name,
            organisation_name=organisation,
            division_codes=place or [],
        )
    )
    typer.echo(f"{person.username} may sign in as {person.get_role_display()}.")


def close_account(username: str) -> None:
    """Let a person sign in no more; what they did stays under their name."""
    start_django()
    from cuntong.apps.accounts import operations

    person = _told(lambda: operations.close_account(username=username))
    typer.echo(f"{person.username} can no longer sign in.")


def _told(act):
    """Does an act; a refusal is told field by field, and nothing is changed."""
    from django.core.exceptions import ValidationError

    try:
        return act()
    except ValidationError as refusal:
        for field, messages in getattr(refusal, "message_dict", {"": refusal.messages}).items():
            for message in messages:
                typer.echo(f"{field}: {message}" if field else message, err=True)
        raise typer.Exit(1) from None
