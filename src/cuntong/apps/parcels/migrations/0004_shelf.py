import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_append_only"),
        ("parcels", "0002_intake"),
        ("places", "0002_code_is_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LookUpCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("window_start", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "look-ups",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "window_start"), name="look_up_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PickupCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="pick-up code")),
                ("shelf", models.PositiveSmallIntegerField(verbose_name="shelf")),
                ("layer", models.PositiveSmallIntegerField(verbose_name="layer")),
                ("number", models.PositiveIntegerField(verbose_name="number on the shelf")),
                ("given_at", models.DateTimeField(verbose_name="shelved at")),
                ("released_at", models.DateTimeField(null=True, verbose_name="taken off the shelf at")),
                ("free_from", models.DateTimeField(null=True, verbose_name="number rests until")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pickup_codes",
                        to="parcels.parcel",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.station",
                        verbose_name="station",
                    ),
                ),
            ],
            options={
                "verbose_name": "pick-up code",
                "ordering": ("-given_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("ARRIVED", "Arrived, with the code"), ("REMINDER", "Reminder")],
                        max_length=10,
                        verbose_name="message",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Waiting to be sent"),
                            ("SENT", "Sent"),
                            ("FAILED", "Could not be sent"),
                            ("NO_PHONE", "No number to send to"),
                            ("DROPPED", "No longer needed"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("gateway", models.CharField(blank=True, max_length=20, verbose_name="sent through")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("error", models.CharField(blank=True, max_length=60, verbose_name="last error")),
                ("queued_at", models.DateTimeField(verbose_name="queued at")),
                ("next_try_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                (
                    "pickup_code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="parcels.pickupcode",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "ordering": ("-queued_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="HandOut",
            fields=[
                (
                    "scan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="hand_out",
                        serialize=False,
                        to="parcels.scan",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("CODE", "Pick-up code"),
                            ("PHONE_TAIL", "End of the phone number, and the keeper answers for it"),
                        ],
                        max_length=10,
                        verbose_name="proved by",
                    ),
                ),
                ("handed_at", models.DateTimeField(verbose_name="handed out at")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.document",
                        verbose_name="photo or signature",
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed out by",
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_outs",
                        to="parcels.parcel",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.station",
                        verbose_name="station",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
                (
                    "pickup_code",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_outs",
                        to="parcels.pickupcode",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-out",
                "ordering": ("-handed_at",),
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("NO_MOVEMENT", "No movement"),
                            ("REFUSED", "Refused by the recipient"),
                            ("NOT_COLLECTED", "Not collected in time"),
                            ("WRONG_VILLAGE", "Wrong village"),
                            ("DAMAGED", "Damaged"),
                            ("LOST", "Lost"),
                            ("ADDRESS_UNCLEAR", "Address unclear"),
                            ("PHONE_WRONG", "Phone number wrong"),
                        ],
                        max_length=16,
                        verbose_name="problem",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                (
                    "owner_role",
                    models.CharField(
                        choices=[
                            ("BUREAU", "Bureau officer"),
                            ("FINANCE", "Finance officer"),
                            ("CONTRACTOR", "Contractor"),
                            ("HUB", "Hub"),
                            ("DRIVER", "Driver"),
                            ("STATION_KEEPER", "Station keeper"),
                            ("TRAINER", "Trainer"),
                            ("INSPECTOR", "Inspector"),
                            ("AUDITOR", "Auditor"),
                            ("PUBLIC", "Public"),
                        ],
                        max_length=20,
                        verbose_name="to be settled by",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due until")),
                ("sent_back_at", models.DateTimeField(null=True, verbose_name="sent back at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MOVED_ON", "Moved on"),
                            ("REDIRECTED", "Sent to the right place"),
                            ("COLLECTED", "Collected"),
                            ("RETURNED", "Returned to the carrier"),
                            ("COMPENSATED", "Compensated"),
                            ("CORRECTED", "Details corrected"),
                            ("NO_PROBLEM", "Was no problem"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "outcome_note",
                    models.CharField(blank=True, max_length=200, verbose_name="note on the outcome"),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        help_text="Empty where the daily search found it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken by",
                    ),
                ),
                (
                    "owner_station",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.station",
                        verbose_name="at the station",
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="parcels.parcel",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.station",
                        verbose_name="reported at",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem with a parcel",
                "ordering": ("due_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ShelfPlan",
            fields=[
                (
                    "station",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="shelf_plan",
                        serialize=False,
                        to="places.station",
                        verbose_name="station",
                    ),
                ),
                (
                    "code_format",
                    models.CharField(
                        choices=[
                            ("LETTER", "A1-03-0731: shelf with a letter, layer, number"),
                            ("DIGITS", "15-1-0731: numbered shelf, layer, number"),
                            ("NUMBER", "0731: a number only, for a point without shelves"),
                        ],
                        default="LETTER",
                        max_length=8,
                        verbose_name="form of the codes",
                    ),
                ),
                ("shelf_count", models.PositiveSmallIntegerField(default=3, verbose_name="shelves")),
                (
                    "layer_count",
                    models.PositiveSmallIntegerField(default=5, verbose_name="layers of a shelf"),
                ),
                ("next_number", models.PositiveIntegerField(default=1, editable=False)),
                ("last_shelf", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("last_layer", models.PositiveSmallIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "shelves of a station",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code_format__in", ["LETTER", "DIGITS", "NUMBER"])),
                        name="shelf_plan_format_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("layer_count__range", (1, 9)), ("shelf_count__range", (1, 99))),
                        name="shelf_plan_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__range", (1, 9999))), name="shelf_plan_number_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone_hash", models.CharField(max_length=64)),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("IN_PERSON", "Said so at the counter"),
                            ("BY_PHONE", "Said so on the phone"),
                            ("WRITTEN", "Signed"),
                        ],
                        max_length=10,
                        verbose_name="how they agreed",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.station",
                        verbose_name="station",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawal recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "ordering": ("-recorded_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("phone_hash", ""), _negated=True), name="consent_of_a_phone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("means__in", ["IN_PERSON", "BY_PHONE", "WRITTEN"])),
                        name="consent_means_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("phone_hash", "station"),
                        name="consent_once_at_a_station",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__gte", models.F("recorded_at")),
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consent_withdrawn_by_and_at",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="pickupcode",
            index=models.Index(fields=["station", "free_from"], name="pickup_code_resting"),
        ),
        migrations.AddConstraint(
            model_name="pickupcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)),
                fields=("parcel",),
                name="pickup_code_one_live_of_a_parcel",
            ),
        ),
        migrations.AddConstraint(
            model_name="pickupcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at", None)),
                fields=("station", "number"),
                name="pickup_code_one_live_parcel",
            ),
        ),
        migrations.AddConstraint(
            model_name="pickupcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 9999)), models.Q(("code", ""), _negated=True)),
                name="pickup_code_number_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="pickupcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("free_from", None), ("released_at", None)),
                    models.Q(
                        ("free_from__gte", models.F("released_at")),
                        ("free_from__isnull", False),
                        ("released_at__gte", models.F("given_at")),
                        ("released_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="pickup_code_released_then_free",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "WAITING")), fields=["next_try_at"], name="notice_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("pickup_code", "kind"), name="notice_once_for_a_code"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["ARRIVED", "REMINDER"])), name="notice_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_try_at__isnull", False), ("sent_at", None), ("state", "WAITING")),
                    models.Q(("next_try_at", None), ("sent_at__isnull", False), ("state", "SENT")),
                    models.Q(
                        ("next_try_at", None),
                        ("sent_at", None),
                        ("state__in", ["FAILED", "NO_PHONE", "DROPPED"]),
                    ),
                    _connector="OR",
                ),
                name="notice_state_fits_times",
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("parcel",), name="hand_out_one_of_a_parcel"
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(("means__in", ["CODE", "PHONE_TAIL"])), name="hand_out_means_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("means", "PHONE_TAIL"), _negated=True),
                    ("document__isnull", False),
                    _connector="OR",
                ),
                name="hand_out_by_phone_has_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="handout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at", None), ("undone_by", None)),
                    models.Q(
                        ("undone_at__gte", models.F("handed_at")),
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="hand_out_undone_by_and_at",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["due_at"], name="problem_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "NO_MOVEMENT",
                            "REFUSED",
                            "NOT_COLLECTED",
                            "WRONG_VILLAGE",
                            "DAMAGED",
                            "LOST",
                            "ADDRESS_UNCLEAR",
                            "PHONE_WRONG",
                        ],
                    )
                ),
                name="problem_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "owner_role__in",
                        [
                            "BUREAU",
                            "FINANCE",
                            "CONTRACTOR",
                            "HUB",
                            "DRIVER",
                            "STATION_KEEPER",
                            "TRAINER",
                            "INSPECTOR",
                            "AUDITOR",
                            "PUBLIC",
                        ],
                    )
                ),
                name="problem_has_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gte", models.F("opened_at"))), name="problem_due_after_opening"
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)), fields=("parcel", "kind"), name="problem_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="problem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None), ("outcome", "")),
                    models.Q(
                        ("closed_at__gte", models.F("opened_at")),
                        ("closed_at__isnull", False),
                        (
                            "outcome__in",
                            [
                                "MOVED_ON",
                                "REDIRECTED",
                                "COLLECTED",
                                "RETURNED",
                                "COMPENSATED",
                                "CORRECTED",
                                "NO_PROBLEM",
                            ],
                        ),
                    ),
                    _connector="OR",
                ),
                name="problem_closed_with_outcome",
            ),
        ),
    ]
