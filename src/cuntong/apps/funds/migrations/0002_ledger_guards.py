from django.db import migrations

from cuntong.apps.evidence.append_only import append_only
from cuntong.apps.funds.migrations import _ledger_guards


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        append_only("funds_payment"),
        migrations.RunPython(_ledger_guards.install, _ledger_guards.remove),
    ]
