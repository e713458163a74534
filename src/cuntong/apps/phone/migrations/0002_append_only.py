from django.db import migrations

from cuntong.apps.evidence.append_only import Filling, append_only

# What was not accepted is settled once, by a person who says how.
SETTLED = Filling(
    columns=("settled_by_id", "settled_at", "settled_note"),
    allowed="OLD.settled_at IS NULL AND NEW.settled_at IS NOT NULL AND OLD.state <> 'DONE'",
)


class Migration(migrations.Migration):
    dependencies = [("phone", "0001_initial")]

    operations = [
        append_only("phone_phoneentry", filling=SETTLED),
        append_only("phone_phonephoto"),
    ]
