from django.urls import path

from . import pages

app_name = "funds"
urlpatterns = [
    path("", pages.overview, name="overview"),
    path("appropriations/", pages.appropriations, name="appropriations"),
    path("appropriations/new/", pages.release, name="release"),
    path("appropriations/<int:pk>/", pages.appropriation, name="appropriation"),
    path("appropriations/<int:pk>/allot/", pages.allot, name="allot"),
    path("annul/<str:noun>/<int:pk>/", pages.annul, name="annul"),
    path("lines/<int:pk>/", pages.line, name="line"),
    path("contracts/", pages.contracts, name="contracts"),
    path("contracts/new/", pages.sign, name="sign"),
    path("contracts/<int:pk>/", pages.contract, name="contract"),
    path("contracts/<int:pk>/fund/", pages.contract_fund, name="contract-fund"),
    path("contracts/<int:pk>/decision/", pages.contract_decision, name="contract-decision"),
    path("contracts/<int:pk>/publicity/", pages.contract_publicity, name="contract-publicity"),
    path("contracts/<int:pk>/milestones/new/", pages.milestone_add, name="milestone-add"),
    path("milestones/", pages.milestones, name="milestones"),
    path("milestones/<int:pk>/", pages.milestone, name="milestone"),
    path("milestones/<int:pk>/met/", pages.milestone_met, name="milestone-met"),
    path("milestones/<int:pk>/take-back/", pages.milestone_take_back, name="milestone-take-back"),
    path("milestones/<int:pk>/apply/", pages.milestone_apply, name="milestone-apply"),
    path("applications/", pages.applications, name="applications"),
    path("applications/<int:pk>/", pages.application, name="application"),
    path("applications/<int:pk>/approve/", pages.application_approve, name="application-approve"),
    path("applications/<int:pk>/return/", pages.application_return, name="application-return"),
    path("applications/<int:pk>/withdraw/", pages.application_withdraw, name="application-withdraw"),
    path("applications/<int:pk>/countersign/", pages.application_countersign, name="application-countersign"),
    path("applications/<int:pk>/pay/", pages.pay, name="pay"),
    path("payments/", pages.payments, name="payments"),
    path("payments/<int:pk>/", pages.payment, name="payment"),
    path("payments/<int:pk>/reverse/", pages.reverse, name="reverse"),
]
