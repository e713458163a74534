from django.urls import path

from . import pages

app_name = "inspections"
urlpatterns = [
    path("", pages.visits, name="visits"),
    path("visits/new/", pages.visit_new, name="visit-new"),
    path("visits/<uuid:visit_id>/", pages.visit, name="visit"),
    path("visits/<uuid:visit_id>/cancel/", pages.visit_cancel, name="visit-cancel"),
    path("visits/<uuid:visit_id>/score-sheet/", pages.score_sheet, name="score-sheet"),
    path("stations/<int:station_id>/file/", pages.station_file, name="station-file"),
    path("rounds/", pages.rounds, name="rounds"),
    path("rounds/<uuid:visit_id>/", pages.part, name="part"),
    path("rounds/<uuid:visit_id>/begin/", pages.begin, name="begin"),
    path("rounds/<uuid:visit_id>/finish/", pages.finish, name="finish"),
    path("problems/", pages.problems, name="problems"),
    path("problems/new/", pages.problem_new, name="problem-new"),
    path("problems/<uuid:problem_id>/", pages.problem, name="problem"),
    path("problems/<uuid:problem_id>/repair/", pages.problem_repair, name="problem-repair"),
    path("problems/<uuid:problem_id>/re-check/", pages.problem_recheck, name="problem-recheck"),
    path("problems/<uuid:problem_id>/void/", pages.problem_void, name="problem-void"),
    path("samples/", pages.draws, name="draws"),
    path("samples/new/", pages.draw_new, name="draw-new"),
    path("samples/<uuid:draw_id>/", pages.draw, name="draw"),
    path("samples/<uuid:draw_id>/published/", pages.draw_published, name="draw-published"),
    path("samples/<uuid:draw_id>/plan/", pages.draw_plan, name="draw-plan"),
    path("samples/<uuid:draw_id>/calls/<int:unit_id>/", pages.call, name="call"),
    path("assessments/", pages.assessments, name="assessments"),
    path("assessments/new/", pages.assessment_new, name="assessment-new"),
    path("assessments/<uuid:assessment_id>/", pages.assessment, name="assessment"),
    path("grades/<int:grade_id>/", pages.grade, name="grade"),
    path("replacements/", pages.replacements, name="replacements"),
    path("replacements/new/<int:station_id>/", pages.replacement_new, name="replacement-new"),
    path("replacements/<uuid:replacement_id>/", pages.replacement, name="replacement"),
    path("replacements/<uuid:replacement_id>/count/", pages.replacement_count, name="replacement-count"),
    path(
        "replacements/<uuid:replacement_id>/release/", pages.replacement_release, name="replacement-release"
    ),
    path(
        "replacements/<uuid:replacement_id>/call-off/",
        pages.replacement_call_off,
        name="replacement-call-off",
    ),
]
