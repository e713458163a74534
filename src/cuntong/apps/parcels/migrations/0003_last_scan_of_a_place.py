import django.db.models.deletion
from django.db import migrations, models

from cuntong.apps.evidence.append_only import Filling, append_only, lifted

PARCEL_FOUND = Filling(
    columns=("parcel_id", "aside"),
    allowed=(
        "OLD.parcel_id IS NULL AND NEW.parcel_id IS NOT NULL AND (NEW.aside = OLD.aside "
        "OR NEW.aside = '' AND OLD.aside IN ('UNKNOWN_PARCEL', 'AMBIGUOUS_NUMBER'))"
    ),
)


class Migration(migrations.Migration):
    """One index by place and time instead of one by place alone: the last scan of a station is then one look-up."""

    dependencies = [("parcels", "0002_append_only")]

    operations = [
        lifted("parcels_scan"),
        migrations.AlterField(
            model_name="scan",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.station",
                verbose_name="place",
            ),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["place", "occurred_at"], name="scan_at_place"),
        ),
        append_only("parcels_scan", filling=PARCEL_FOUND),
    ]
