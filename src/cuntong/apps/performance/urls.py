from django.urls import path

from .pages import _checks, _figures, _reports, _scores, _snapshots, _targets

app_name = "performance"
urlpatterns = [
    path("", _figures.figures, name="figures"),
    path("figures/<str:code>/", _figures.figure, name="figure"),
    path("targets/", _targets.targets, name="targets"),
    path("targets/new/", _targets.target_new, name="target-new"),
    path("targets/<int:target_id>/", _targets.target, name="target"),
    path("snapshots/", _snapshots.snapshots, name="snapshots"),
    path("snapshots/new/", _snapshots.freeze, name="freeze"),
    path("snapshots/<uuid:snapshot_id>/", _snapshots.snapshot, name="snapshot"),
    path("snapshots/<uuid:snapshot_id>/bundle", _snapshots.bundle, name="bundle"),
    path("snapshots/<uuid:snapshot_id>/report/new/", _reports.report_new, name="report-new"),
    path("scores/", _scores.latest, name="scores"),
    path("scores/<uuid:snapshot_id>/<str:scorecard_code>/", _scores.score_sheet, name="score-sheet"),
    path(
        "scores/<uuid:snapshot_id>/<str:scorecard_code>/<str:row_code>/judge/", _scores.assess, name="assess"
    ),
    path(
        "scores/<uuid:snapshot_id>/<str:scorecard_code>/<str:row_code>/cause/",
        _scores.explain,
        name="explain",
    ),
    path("assessments/<int:assessment_id>/", _scores.assessment, name="assessment"),
    path("reports/", _reports.reports, name="reports"),
    path("reports/<int:report_id>/", _reports.report, name="report"),
    path("reports/<int:report_id>/sections/<str:section_code>/", _reports.section, name="section"),
    path("reports/<int:report_id>/check/", _checks.check_own, name="check-own"),
    path("reports/<int:report_id>/approve/", _reports.approve, name="approve"),
    path("reports/<int:report_id>/document", _reports.document, name="document"),
    path("reports/<int:report_id>/bundle", _reports.report_bundle, name="report-bundle"),
    path("checks/", _checks.checks, name="checks"),
    path("checks/new/", _checks.check_new, name="check-new"),
    path("checks/<uuid:check_id>/", _checks.check, name="check"),
    path("checks/<uuid:check_id>/version/", _checks.check_new, name="check-version"),
    path("checks/<uuid:check_id>/compare/", _checks.compare, name="check-compare"),
    path("checks/<uuid:check_id>/findings/<int:position>/answer/", _checks.answer, name="check-answer"),
    path("checks/<uuid:check_id>/original", _checks.download, {"form": "original"}, name="check-original"),
    path("checks/<uuid:check_id>/annotated.html", _checks.download, {"form": "html"}, name="check-html"),
    path("checks/<uuid:check_id>/annotated.docx", _checks.download, {"form": "docx"}, name="check-docx"),
    path("checks/<uuid:check_id>/findings.xlsx", _checks.download, {"form": "xlsx"}, name="check-xlsx"),
]
