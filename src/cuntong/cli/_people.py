from typing import Annotated

import typer

from ._django import start_django

By = Annotated[
    str,
    typer.Option("--by", help="Your username: the trail keeps who did this. Needed once somebody exists."),
]


def add_person(
    username: str,
    role: Annotated[
        str, typer.Option(help="BUREAU, FINANCE, CONTRACTOR, TRAINER, STATION_KEEPER, INSPECTOR, AUDITOR …")
    ] = "BUREAU",
    name: Annotated[str, typer.Option(help="The name shown on pages.")] = "",
    organisation: Annotated[str, typer.Option(help="Contractor, training body or office.")] = "",
    place: Annotated[
        list[str] | None, typer.Option(help="A 12-digit division code they answer for; may be repeated.")
    ] = None,
    by: By = "",
) -> None:
    """Open an account: the bureau's first one, and others in an emergency; usually the page “People” does it."""
    start_django()
    from django.utils import timezone

    from cuntong.apps.staff import operations

    if not by:
        _open_first(username, role, name)
        return
    officer = _account(by)
    person = _told(
        lambda: operations.open_account(
            username=username,
            role=role,
            display_name=name,
            organisation_name=organisation,
            division_codes=place or [],
            by=officer,
            at=timezone.now(),
        )
    )
    _hand_out(person, officer)


def _open_first(username: str, role: str, name: str) -> None:
    from django.utils import timezone

    from cuntong.apps.accounts.models import User
    from cuntong.apps.staff import operations

    if User.objects.exists():
        _refuse("There are accounts already: say who you are with --by USERNAME.")
    if role != "BUREAU":
        _refuse("The first account is the bureau's, which opens all others: leave out --role.")
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    person = _told(
        lambda: operations.open_first_account(
            username=username, password=password, display_name=name, at=timezone.now()
        )
    )
    typer.echo(f"{person.username} may sign in as {person.get_role_display()}.")


def close_account(username: str, by: By) -> None:
    """Let a person sign in no more; what they did stays under their name."""
    start_django()
    from django.utils import timezone

    from cuntong.apps.staff import operations

    officer, person = _account(by), _account(username)
    _told(lambda: operations.close_account(user=person, by=officer, at=timezone.now()))
    typer.echo(f"{person.username} can no longer sign in.")


def reset_password(
    username: str,
    by: By,
    second_factor: Annotated[bool, typer.Option(help="Remove the second factor as well.")] = False,
) -> None:
    """Print a new password for one sign-in, where nobody at the bureau can give one on the page."""
    start_django()
    from django.utils import timezone

    from cuntong.apps.staff import operations

    officer, person = _account(by), _account(username)
    _told(
        lambda: operations.reset_password(
            user=person,
            clear_second_factor=second_factor,
            at_the_server=True,
            by=officer,
            at=timezone.now(),
        )
    )
    _hand_out(person, officer)


def _hand_out(person, officer) -> None:
    from django.utils import timezone

    from cuntong.apps.staff import operations

    for slip in operations.hand_out(users=[person], by=officer, at=timezone.now()):
        typer.echo(f"{slip.user.username} signs in once with {slip.password} and then chooses a password.")


def _account(username: str):
    from cuntong.apps.accounts.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        _refuse(f"There is no account {username}.")
    return found


def _told(act):
    """Does an act; a refusal is told field by field, and nothing is changed."""
    from django.core.exceptions import PermissionDenied, ValidationError

    try:
        return act()
    except PermissionDenied as refusal:
        _refuse(str(refusal))
    except ValidationError as refusal:
        for field, messages in getattr(refusal, "message_dict", {"": refusal.messages}).items():
            for message in messages:
                typer.echo(f"{field}: {message}" if field else message, err=True)
        raise typer.Exit(1) from None


def _refuse(why: str) -> None:
    typer.echo(why, err=True)
    raise typer.Exit(1)
