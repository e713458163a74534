"""The report written out (work in progress)."""

from cuntong.rulebooks import load_outline, pieces

from .shown import SealedFigure


def check_text(text):
    list(pieces(text))


def drafted(snapshot, figures, sheets, tables):
    return None


def written(report):
    return None


def files(written):
    return {}


def fragment(written, snapshot):
    return ""


def section_titles(report):
    return []


def outline_section(report, code):
    return {section.code: section for section in load_outline(report.outline_code).section}[code]


def frozen_figures(snapshot):
    return {
        one.indicator_code: SealedFigure(
            one.indicator_code, one.value, one.numerator, one.denominator, one.records, one.evidenced
        )
        for one in snapshot.figures.all()
    }
