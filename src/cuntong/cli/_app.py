from importlib import import_module
from typing import Any

import click
import typer
from typer.core import TyperGroup

# Command -> the module of this package that holds it, and its function. Only the command that is called is imported:
# starting `cuntong route` costs its own libraries and no other command's.
COMMANDS = {
    "demo": ("_demo", "demo"),
    "serve": ("_serve", "serve"),
    "worker": ("_serve", "worker"),
    "check": ("_check", "check_report"),
    "verify": ("_verify", "verify"),
    "resolve": ("_resolve", "resolve"),
    "import-gazetteer": ("_gazetteer", "import_gazetteer"),
    "sort-plan": ("_sort_plan", "sort_plan"),
    "draw": ("_draw", "draw_sample"),
    "route": ("_route", "route"),
    "site": ("_site", "site"),
    "add-person": ("_people", "add_person"),
    "close-account": ("_people", "close_account"),
    "reset-password": ("_people", "reset_password"),
    "check-trail": ("_manage", "check_trail"),
    "manage": ("_manage", "manage"),
}
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
SETTINGS: dict[str, dict[str, Any]] = {"manage": PASSED_ON}


class _Commands(TyperGroup):
    """Finds each command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name]
        one = typer.Typer(add_completion=False)
        act = getattr(import_module(f".{module}", __package__), function)
        one.command(cmd_name, context_settings=SETTINGS.get(cmd_name))(act)
        return typer.main.get_command(one)


app = typer.Typer(
    cls=_Commands,
    name="cuntong",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)


@app.callback()
def cuntong() -> None:
    """Cuntong 村通: run a county's rural e-commerce programme, and open every figure of its report."""


def main() -> None:
    app()
