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
    "change_account": _("changed the account"),
    "close_account": _("closed the account"),
    "commit": _("committed"),
    "correct": _("corrected"),
    "create": _("created"),
    "detach": _("took evidence off"),
    "freeze": _("froze"),
    "hand_out_password": _("handed out an initial password"),
    "import": _("imported"),
    "mark_personal": _("said whether it contains personal data"),
    "meet": _("marked as met"),
    "open_account": _("opened the account"),
    "open_personal": _("opened personal data"),
    "pay": _("paid"),
    "plan": _("planned"),
    "record": _("recorded"),
    "register": _("registered"),
    "release": _("released"),
    "reopen_account": _("reopened the account"),
    "reset_password": _("gave a new password"),
    "return": _("returned"),
    "reverse": _("reversed"),
    "scan": _("took in scans"),
    "decide": _("decided"),
    "resolve": _("resolved anew"),
    "seal": _("sealed"),
    "sign": _("signed"),
    "undo": _("undid"),
    "upload": _("uploaded"),
}


def verb_label(code: str):
    return VERBS.get(code, code)
