from django.db import migrations

from cuntong.apps.evidence.append_only import Filling, append_only

# The other side signs later, once.
SIGNED = Filling(
    columns=("driver_signed_by_id", "driver_signed_at", "keeper_signed_by_id", "keeper_signed_at"),
    allowed=(
        "(OLD.driver_signed_at IS NULL OR OLD.driver_signed_at = NEW.driver_signed_at "
        "AND OLD.driver_signed_by_id = NEW.driver_signed_by_id) "
        "AND (OLD.keeper_signed_at IS NULL OR OLD.keeper_signed_at = NEW.keeper_signed_at "
        "AND (OLD.keeper_signed_by_id IS NULL AND NEW.keeper_signed_by_id IS NULL "
        "OR OLD.keeper_signed_by_id = NEW.keeper_signed_by_id))"
    ),
)
# A contract ends once.
ENDED = Filling(columns=("to_date",), allowed="OLD.to_date IS NULL AND NEW.to_date IS NOT NULL")
# A dispute is decided once.
DECIDED = Filling(
    columns=("outcome", "outcome_note", "decided_by_id", "decided_at"),
    allowed="OLD.outcome = '' AND NEW.outcome <> ''",
)


class Migration(migrations.Migration):
    dependencies = [("routes", "0001_initial")]

    operations = [
        append_only("routes_vehiclerate"),
        append_only("routes_position"),
        append_only("routes_tripentry"),
        append_only("routes_tripexception", key="entry_id"),
        append_only("routes_handover", key="entry_id", filling=SIGNED),
        append_only("routes_baseline"),
        append_only("routes_pricecontract", filling=ENDED),
        append_only("routes_contractprice"),
        append_only("routes_statement"),
        append_only("routes_statementline"),
        append_only("routes_dispute", filling=DECIDED),
    ]
