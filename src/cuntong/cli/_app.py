"""The commands by name; each is imported when it is asked for, so that none waits for what the others need."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    import click


class _Command(NamedTuple):
    """Where a command stands: module of this room, function, and what Typer is told besides."""

    module: str
    function: str
    settings: dict[str, Any] = {}


_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
_COMMANDS = {
    "demo": _Command("_demo", "demo"),
    "serve": _Command("_serve", "serve"),
    "worker": _Command("_serve", "worker"),
    "check": _Command("_check", "check_report"),
    "verify": _Command("_verify", "verify"),
    "resolve": _Command("_resolve", "resolve"),
    "import-gazetteer": _Command("_gazetteer", "import_gazetteer"),
    "sort-plan": _Command("_sort_plan", "sort_plan"),
    "route": _Command("_route", "route"),
    "site": _Command("_site", "site"),
    "add-person": _Command("_people", "add_person"),
    "close-account": _Command("_people", "close_account"),
    "reset-password": _Command("_people", "reset_password"),
    "check-trail": _Command("_manage", "check_trail"),
    "manage": _Command("_manage", "manage", {"context_settings": _PASSED_ON}),
}


class _Commands(TyperGroup):
    """The group of all commands; only the one that runs is imported, and all of them for the help."""

    def list_commands(self, ctx: "click.Context") -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: "click.Context", cmd_name: str) -> "click.Command | None":
        found = _COMMANDS.get(cmd_name)
        if found is None:
            return None
        function = getattr(import_module(f".{found.module}", __package__), found.function)
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name, **found.settings)(function)
        return typer.main.get_command(alone)


app = typer.Typer(
    name="cuntong",
    help="Cuntong 村通: run a county's rural e-commerce programme, and open every figure of its report.",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)


@app.callback()
def cuntong() -> None:
    pass


def main() -> None:
    app()
