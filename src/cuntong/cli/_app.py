import typer

from . import (
    _check,
    _demo,
    _draw,
    _gazetteer,
    _manage,
    _people,
    _resolve,
    _route,
    _serve,
    _site,
    _sort_plan,
    _verify,
)

app = typer.Typer(
    name="cuntong",
    help="Cuntong 村通: run a county's rural e-commerce programme, and open every figure of its report.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
app.command("demo")(_demo.demo)
app.command("serve")(_serve.serve)
app.command("worker")(_serve.worker)
app.command("check")(_check.check_report)
app.command("draw")(_draw.draw_sample)
app.command("verify")(_verify.verify)
app.command("resolve")(_resolve.resolve)
app.command("import-gazetteer")(_gazetteer.import_gazetteer)
app.command("sort-plan")(_sort_plan.sort_plan)
app.command("route")(_route.route)
app.command("site")(_site.site)
app.command("add-person")(_people.add_person)
app.command("close-account")(_people.close_account)
app.command("reset-password")(_people.reset_password)
app.command("check-trail")(_manage.check_trail)
app.command(
    "manage",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)(_manage.manage)


def main() -> None:
    app()
