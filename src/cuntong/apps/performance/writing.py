"""The report written out: sections with their placeholders bound to frozen figures, scores, tables and the county's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cuntong.apps.places.queries import county
from cuntong.domain import reports
from cuntong.domain.indicators import CATALOGUE, PERIOD_TEXTS, Figure
from cuntong.domain.scoring import ScoreSheet
from cuntong.domain.sealing import open_bundle
from cuntong.domain.values import Bilingual, BilingualError
from cuntong.rulebooks import (
    County,
    Document,
    Outline,
    Placeholder,
    Section,
    load_county,
    load_layout,
    load_outline,
    pieces,
)

from . import report_tables, scores
from .models import Report, Snapshot
from .shown import SealedFigure, figure_text, sealed

DOCX, HTML = "report.docx", "report.html"
BLOCKING = frozenset({reports.OpenKind.ASK, reports.OpenKind.UNSTATED, reports.OpenKind.MISSING})
"""What keeps a report from approval. A figure without records does not: the report then says that there are none."""


@dataclass(frozen=True)
class Written:
    """A report written out, with the sheet it quotes and the layout it is printed in."""

    document: reports.Report
    sheet: ScoreSheet
    layout: str

    @property
    def open_points(self) -> tuple[str, ...]:
        """What has to be done before it can be approved, in the reader's language."""
        return tuple(
            _in_language(point.message)
            for point in reports.unresolved(self.document)
            if point.kind in BLOCKING
        )

    @property
    def typed_count(self) -> int:
        return len(reports.typed_figures(self.document))


def _in_language(text: Bilingual) -> str:
    return text.en if get_language() == "en" else text.zh


def check_text(text: str) -> None:
    """Refuses a text with a placeholder that means nothing.

    Raises:
        ValidationError: in the reader's language.
    """
    try:
        found = [piece for piece in pieces(text) if isinstance(piece, Placeholder)]
    except BilingualError as error:
        raise ValidationError(_in_language(error.message)) from error
    for piece in found:
        known = {"figure": CATALOGUE, "target": CATALOGUE, "table": report_tables.TABLES}.get(piece.kind)
        if known is not None and piece.argument not in known:
            unknown = Bilingual(f"没有 {{{{{piece}}}}} 这个数据或表", f"there is no {{{{{piece}}}}}")
            raise ValidationError(_in_language(unknown))


def drafted(
    snapshot: Snapshot,
    figures: list[Figure],
    sheets: list[ScoreSheet],
    tables: Mapping[str, pa.Table],
    at: date,
) -> Written:
    """The report of a freeze, as its outline drafts it; the bundle's root is not known yet, so it is not quoted."""
    outline = load_outline(snapshot.outline_code)
    texts = {section.code: section.draft for section in outline.section}
    found = {figure.code: sealed(figure) for figure in figures}
    return _write(snapshot, outline, texts, found, sheets[0], tables, issued_on=at)


def written(report: Report) -> Written:
    """A report with its sections as edited, on the frozen facts and figures of its snapshot."""
    snapshot = report.snapshot
    with open_bundle(Path(snapshot.bundle.path)) as bundle:
        tables = {table.name: bundle.table(table.name) for table in bundle.manifest.tables}
    return _write(
        snapshot,
        load_outline(report.outline_code),
        dict(report.sections.values_list("code", "text")),
        frozen_figures(snapshot),
        scores.score_one(snapshot, report.scorecard_code),
        tables,
        issued_on=timezone.localdate(report.approved_at or report.created_at),
        seals=(reports.Seal("数据包根哈希", snapshot.root),),
    )


def frozen_figures(snapshot: Snapshot) -> dict[str, SealedFigure]:
    return {
        one.indicator_code: SealedFigure(
            one.indicator_code, one.value, one.numerator, one.denominator, one.records, one.evidenced
        )
        for one in snapshot.figures.all()
    }


def files(written: Written) -> dict[str, bytes]:
    """The report as the files that a bundle holds."""
    return {
        HTML: reports.standalone_html(written.document).encode(),
        DOCX: reports.to_docx(written.document, load_layout(written.layout)),
    }


def fragment(written: Written, snapshot: Snapshot) -> str:
    """The report as part of a page; each figure opens to its frozen records."""

    def chip_url(code: str) -> str:
        return f"{reverse('performance:figure', args=[code])}?snapshot={snapshot.pk}"

    return mark_safe(reports.to_html(written.document, chip_url=chip_url))


def outline_section(report: Report, code: str) -> Section:
    return {section.code: section for section in load_outline(report.outline_code).section}[code]


def section_titles(report: Report) -> list[dict[str, str]]:
    """The sections of a report that can be edited, in order."""
    return [
        {"code": section.code, "title": f"{section.number}{section.heading.zh}"}
        for section in load_outline(report.outline_code).section
        if section.draft
    ]


# --- binding -----------------------------------------------------------------------------------------------------


def _write(
    snapshot: Snapshot,
    outline: Outline,
    texts: Mapping[str, str],
    figures: Mapping[str, SealedFigure],
    sheet: ScoreSheet,
    tables: Mapping[str, pa.Table],
    *,
    issued_on: date,
    seals: tuple[reports.Seal, ...] = (),
) -> Written:
    targets = scores.targets_in_force(snapshot)
    material = report_tables.Material(facts=tables, figures=figures, sheet=sheet, targets=targets)
    known = county()
    document = reports.bind(
        _report_text(snapshot, outline, texts, issued_on, seals, synthetic=known.synthetic),
        figures={code: _quoted(figures.get(code, SealedFigure(code, None)), snapshot) for code in CATALOGUE},
        tables={key: make(material) for key, make in report_tables.TABLES.items()},
        values=_values(snapshot, sheet, targets, load_county(known.code[:6]), issued_on),
        pieces=pieces,
    )
    return Written(document, sheet, outline.layout)


def _report_text(
    snapshot: Snapshot,
    outline: Outline,
    texts: Mapping[str, str],
    issued_on: date,
    seals: tuple[reports.Seal, ...],
    *,
    synthetic: bool,
) -> reports.ReportText:
    return reports.ReportText(
        title=outline.title,
        recipient=outline.recipient,
        signature=outline.signature,
        enclosure_mark=outline.enclosure_mark,
        annex_heading=outline.annex.heading.zh,
        sections=tuple(
            reports.SectionText(
                section.code,
                section.level,
                section.number,
                section.heading.zh,
                texts.get(section.code, ""),
                section.required,
            )
            for section in outline.section
        ),
        county=county().name,
        as_of=snapshot.as_of,
        issued_on=issued_on,
        synthetic=synthetic,
        seals=seals,
    )


def _quoted(figure: SealedFigure, snapshot: Snapshot) -> reports.QuotedFigure:
    indicator = CATALOGUE[figure.code]
    start = {"PROJECT": snapshot.project_start, "SINCE_YEAR": snapshot.year_start}.get(indicator.period.value)
    span = f"{start:%Y-%m-%d} 至 {snapshot.as_of:%Y-%m-%d}" if start else f"{snapshot.as_of:%Y-%m-%d}"
    return reports.QuotedFigure(
        code=figure.code,
        name=indicator.title.zh,
        shown=None if figure.value is None else figure_text(figure),
        meaning=indicator.meaning.zh,
        formula=_formula(figure),
        period=f"{PERIOD_TEXTS[indicator.period].zh}（{span}）",
        records=figure.records,
        evidenced=figure.evidenced,
    )


def _formula(figure: SealedFigure) -> str:
    """193.6 / 500: the numbers a rate was made of, in the unit of its records."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator.normalize():,f} / {figure.denominator.normalize():,f}"


# --- words -------------------------------------------------------------------------------------------------------


def _values(
    snapshot: Snapshot, sheet: ScoreSheet, targets: Mapping, book: County, issued_on: date
) -> dict[str, str | None]:
    values: dict[str, str | None] = {f"target:{code}": None for code in CATALOGUE}
    values |= {f"target:{code}": figure_text(SealedFigure(code, value)) for code, value in targets.items()}
    for kind, words in (
        ("score", _score_words(sheet)),
        ("county", _county_words(book)),
        ("report", _report_words(snapshot, issued_on)),
    ):
        values |= {f"{kind}:{key}": word for key, word in words.items()}
    return values


def _report_words(snapshot: Snapshot, issued_on: date) -> dict[str, str]:
    return {
        "year": str(snapshot.year_start.year),
        "project_start": _day(snapshot.project_start),
        "year_start": _day(snapshot.year_start),
        "as_of": _day(snapshot.as_of),
        "issued_on": _day(issued_on),
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _score_words(sheet: ScoreSheet) -> dict[str, str]:
    grade = sheet.grade.name.zh if sheet.grade else "不评等级"
    weight = sum((scored.row.weight for scored in sheet.unscored), start=sheet.total * 0)
    note = f"尚有{len(sheet.unscored)}项未计分，等级为暂定。" if sheet.is_provisional else ""
    return {
        "scorecard": sheet.scorecard.title.zh,
        "total": f"{sheet.total:f}",
        "possible": f"{sheet.possible:f}",
        "grade": grade,
        "best_total": f"{sheet.best_total:f}",
        "unscored_count": str(len(sheet.unscored)),
        "unscored_weight": f"{weight:f}",
        "provisional_note": note,
    }


def _county_words(book: County) -> dict[str, str]:
    return {
        "name": book.name.zh,
        "bureau": book.bureau.zh,
        "project_name": book.project.name.zh,
        "batch": book.project.batch,
        "governing_documents": "、".join(_document_words(one) for one in book.governing_documents),
        "denominators": "，".join(f"{one.name.zh}{one.count}个" for one in book.denominator),
    }


def _document_words(document: Document) -> str:
    return f"《{document.title.zh}》" + (f"（{document.number}）" if document.number else "")
