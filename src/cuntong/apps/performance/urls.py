from django.urls import path

from .pages import _figures, _reports, _scores, _snapshots, _targets

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
    path("reports/<int:report_id>/approve/", _reports.approve, name="approve"),
    path("reports/<int:report_id>/document", _reports.document, name="document"),
    path("reports/<int:report_id>/bundle", _reports.report_bundle, name="report-bundle"),
]
