"""How a bundle is put together: facts, definitions, figures, targets' proofs, scores and the report, sealed in one zip."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cuntong.apps.evidence.models import EvidenceLink, TrailEntry
from cuntong.apps.evidence.queries import leaf_hashes
from cuntong.domain import sealing
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.indicators import CATALOGUE, Figure, FigureStatus, Frame, definition
from cuntong.domain.values import Bilingual, Period

from . import scores, writing
from .models import Snapshot, Target
from .moments import Moment

NOT_KEPT = "SELECT CAST(NULL AS BIGINT) AS value"
"""The query of a figure whose records nobody keeps yet: it says "nothing", as the figure does."""


@dataclass(frozen=True)
class Sealed:
    """A written bundle: its file's name under the store of documents, its digest, and what it is sealed with."""

    name: str
    sha256: str
    root: str
    trail_size: int
    trail_root: str


def seal(*, snapshot: Snapshot, frame: Frame, moment: Moment, figures: list[Figure], at: datetime) -> Sealed:
    """Writes the bundle of a freeze, with the report as the outline drafts it."""
    sheets = scores.score_all(snapshot, figures)
    report = writing.drafted(snapshot, figures, sheets, moment.tables, timezone.localdate(at))
    contents = sealing.BundleContents(
        heading=_heading(moment, frame, at),
        tables=tuple(
            sealing.SealedTable(name=name, key=FACT_TABLES[name].key, rows=rows)
            for name, rows in sorted(moment.tables.items())
        ),
        definitions=tuple(_definition(code, frame) for code in CATALOGUE),
        figures=tuple(_figure(figure, frame) for figure in figures),
        reports=writing.files(report),
        scores={sheet.scorecard.code: scores.as_json(sheet) for sheet in sheets},
        evidence=tuple(_evidence()),
        proofs=tuple(_target_proofs(moment.trail_size)),
    )
    return _write(contents, f"bundles/{snapshot.pk}.zip")


def reseal(*, snapshot: Snapshot, report_files: dict[str, bytes], score_sheets: dict, name: str) -> Sealed:
    """Writes the bundle of an approved report: the frozen facts and figures, the scores and the approved text."""
    with sealing.open_bundle(Path(snapshot.bundle.path)) as frozen:
        manifest = frozen.manifest
        contents = sealing.BundleContents(
            heading=manifest.heading,
            tables=tuple(
                sealing.SealedTable(name=table.name, key=table.key, rows=frozen.table(table.name))
                for table in manifest.tables
            ),
            definitions=tuple(frozen.definitions().values()),
            figures=frozen.figures(),
            reports=report_files,
            scores=score_sheets,
            evidence=frozen.evidence(),
            proofs=frozen.proofs(),
        )
    return _write(contents, name)


def _write(contents: sealing.BundleContents, name: str) -> Sealed:
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest = sealing.write_bundle(path, contents)
    heading = contents.heading
    return Sealed(name, sealing.digest_file(path), manifest.root, heading.trail_size, heading.trail_root)


def _heading(moment: Moment, frame: Frame, at: datetime) -> sealing.Heading:
    return sealing.Heading(
        county_code=moment.county_code,
        county_name=moment.county_name,
        period=Period(frame.year_start, frame.as_of),
        as_of_date=frame.as_of,
        frozen_at=at,
        synthetic=moment.synthetic,
        trail_size=moment.trail_size,
        trail_root=moment.trail_root,
    )


def _definition(code: str, frame: Frame) -> sealing.Definition:
    said = definition(code, frame)
    return sealing.Definition(
        name=code,
        code=code,
        title=Bilingual(**said["title"]),
        meaning=Bilingual(**said["meaning"]),
        unit=Bilingual(**said["unit_label"]),
        numerator_sql=said["numerator_sql"] or NOT_KEPT,
        denominator_sql=said["denominator_sql"],
        records_sql=said["records_sql"],
        scale=said["scale"],
        decimals=said["decimals"],
    )


def _figure(figure: Figure, frame: Frame) -> sealing.Figure:
    indicator = CATALOGUE[figure.code]
    known = figure.status is FigureStatus.COMPUTED
    return sealing.Figure(
        definition=figure.code,
        code=figure.code,
        period=_period(figure.start_date, figure.end_date),
        as_of_date=frame.as_of,
        place="",
        value=figure.value if known else None,
        numerator=figure.numerator,
        denominator=figure.denominator,
        records=figure.records if indicator.numerator else None,
        status=sealing.OK if known else sealing.NO_RECORDS,
        unit=indicator.unit.value,
        decimals=indicator.decimals,
    )


def _period(start: date | None, end: date) -> Period:
    return Period(start or end, end)


def _evidence():
    links = EvidenceLink.objects.filter(removed_at=None).select_related("document").order_by("pk")
    for link in links.iterator(chunk_size=5_000):
        yield sealing.EvidenceEntry(
            document_id=str(link.document_id),
            filename=link.document.filename,
            sha256=link.document.sha256,
            size=link.document.size,
            record_kind=link.record_kind,
            record_id=link.record_id,
        )


def _target_proofs(trail_size: int):
    """Each sealed target's trail entry with the proof that it stands in the trail of the freeze."""
    sequence_numbers = list(
        Target.objects.filter(trail_seq__lte=trail_size)
        .order_by("trail_seq")
        .values_list("trail_seq", flat=True)
    )
    if not sequence_numbers:
        return
    leaves = dict(TrailEntry.objects.filter(seq__in=sequence_numbers).values_list("seq", "leaf"))
    indexes = [seq - 1 for seq in sequence_numbers]
    proofs = sealing.inclusion_proofs(indexes, leaf_hashes(trail_size))
    for seq, proof in zip(sequence_numbers, proofs, strict=True):
        indicator = json.loads(leaves[seq])["change"]["indicator"]
        yield sealing.ProvedEntry(
            name=f"target-{seq:08d}-{indicator}",
            index=seq - 1,
            leaf=leaves[seq],
            proof=tuple(node.hex() for node in proof),
        )
