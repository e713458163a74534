from django.db import migrations

from cuntong.apps.evidence.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [
        append_only("services_serviceentry"),
        append_only("services_entryprogress"),
        append_only("services_dayclose"),
        append_only("services_findinganswer"),
    ]
