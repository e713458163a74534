from django.db import migrations, models

from cuntong.apps.evidence.append_only import Filling, append_only, lifted


class Migration(migrations.Migration):
    """Documents take a mark for personal data, which may change; everything else of them still may not."""

    dependencies = [("evidence", "0002_append_only")]
    operations = [
        lifted("evidence_document"),
        migrations.AddField(
            model_name="document",
            name="personal",
            field=models.BooleanField(default=False, verbose_name="personal data"),
        ),
        append_only("evidence_document", filling=Filling(columns=("personal",), allowed="1 = 1")),
    ]
