from django.db import migrations

from cuntong.apps.evidence.append_only import Filling, append_only

# The parcel of a scan becomes known once; what made it wait for its parcel is then settled with it.
PARCEL_FOUND = Filling(
    columns=("parcel_id", "aside"),
    allowed=(
        "OLD.parcel_id IS NULL AND NEW.parcel_id IS NOT NULL AND (NEW.aside = OLD.aside "
        "OR NEW.aside = '' AND OLD.aside IN ('UNKNOWN_PARCEL', 'AMBIGUOUS_NUMBER'))"
    ),
)


class Migration(migrations.Migration):
    dependencies = [("parcels", "0001_initial")]

    operations = [
        append_only("parcels_scanbatch"),
        append_only("parcels_scan", filling=PARCEL_FOUND),
        append_only("parcels_scanannulment", key="scan_id"),
        append_only("parcels_closedmonth"),
    ]
