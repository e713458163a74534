from django.db import migrations

from cuntong.apps.evidence.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("performance", "0003_checked_reports")]
    operations = [
        append_only("performance_checkfinding"),
        append_only("performance_findinganswer"),
        append_only("performance_checkedreport", condition="OLD.state <> 'CHECKING'"),
    ]
