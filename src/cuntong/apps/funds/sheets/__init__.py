"""The workbooks of public money: appropriations with their lines, contracts with their milestones, payments made."""

from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.kinds import ImportSheet, declare

from . import _appropriations, _contracts, _payments
from ._appropriations import APPROPRIATIONS
from ._contracts import CONTRACTS
from ._payments import PAYMENTS

__all__ = ["APPROPRIATIONS", "CONTRACTS", "PAYMENTS"]

for _sheet, _right, _module in (
    (APPROPRIATIONS, Right.WRITE_FUNDS, _appropriations),
    (CONTRACTS, Right.WRITE_FUNDS, _contracts),
    (PAYMENTS, Right.PAY, _payments),
):
    declare(
        ImportSheet(sheet=_sheet, right=_right, check=_module.check, commit=_module.commit, undo=_module.undo)
    )
