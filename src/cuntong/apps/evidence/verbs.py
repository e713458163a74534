"""The words for what was done: codes stand in the sealed trail, labels on the screen."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "add": _("added"),
    "allot": _("allotted"),
    "countersign": _("countersigned"),
    "fund": _("funded"),
    "take_back": _("took back"),
    "withdraw": _("withdrew"),
    "abandon": _("set aside"),
    "annul": _("annulled"),
    "apply": _("applied"),
    "approve": _("approved"),
    "attach": _("attached evidence"),
    "commit": _("committed"),
    "correct": _("corrected"),
    "create": _("created"),
    "detach": _("took evidence off"),
    "freeze": _("froze"),
    "import": _("imported"),
    "meet": _("marked as met"),
    "pay": _("paid"),
    "plan": _("planned"),
    "record": _("recorded"),
    "register": _("registered"),
    "release": _("released"),
    "return": _("returned"),
    "reverse": _("reversed"),
    "scan": _("took in scans"),
    "decide": _("decided"),
    "resolve": _("resolved anew"),
    "seal": _("sealed"),
    "sign": _("signed"),
    "undo": _("undid"),
    "upload": _("uploaded"),
    "close": _("closed"),
    "consent": _("noted the consent"),
    "find_idle": _("searched for parcels that do not move"),
    "hand_out": _("handed out"),
    "remind": _("reminded"),
    "report": _("reported a problem"),
    "send_back": _("sent back"),
    "set_up": _("set up"),
    "shelve": _("put on the shelf"),
    "take": _("took on"),
}


def verb_label(code: str):
    return VERBS.get(code, code)
