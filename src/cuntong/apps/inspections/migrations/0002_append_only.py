from django.db import migrations

from cuntong.apps.evidence.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]

    operations = [
        append_only("inspections_draw"),
        append_only("inspections_drawnunit"),
        append_only("inspections_answer"),
        append_only("inspections_visitphoto"),
        append_only("inspections_problemstep"),
        append_only("inspections_callback"),
        append_only("inspections_assessment"),
        append_only("inspections_stationgrade"),
        append_only("inspections_handovercount"),
    ]
