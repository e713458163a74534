from django.db import migrations

from cuntong.apps.evidence.append_only import append_only
from cuntong.domain.sealing import Frontier


def plant_head(apps, schema_editor):
    empty = Frontier()
    apps.get_model("evidence", "TrailHead").objects.create(
        id=1, size=0, root=empty.root.hex(), frontier=empty.to_json()
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [
        migrations.RunPython(plant_head, migrations.RunPython.noop),
        append_only("evidence_trailentry", key="seq"),
        append_only("evidence_document"),
    ]
