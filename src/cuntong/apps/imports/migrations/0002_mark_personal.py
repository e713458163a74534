from django.db import migrations

SHEETS = ("training.roster", "training.outcomes", "training.certificates")


def mark(apps, schema_editor):
    """Workbooks that came in before documents had the mark."""
    batches = apps.get_model("imports", "ImportBatch").objects.filter(sheet__in=SHEETS)
    documents = apps.get_model("evidence", "Document").objects
    digests = list(batches.exclude(document=None).values_list("document__sha256", flat=True))
    for digest in digests:
        documents.filter(sha256=digest).update(personal=True)


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial"), ("evidence", "0003_personal")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
