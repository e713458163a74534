from django.db import migrations

from cuntong.apps.evidence.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("performance", "0001_initial"), ("evidence", "0002_append_only")]
    operations = [
        append_only("performance_frozenfigure"),
        append_only("performance_snapshot", condition="OLD.state = 'FROZEN'"),
    ]
