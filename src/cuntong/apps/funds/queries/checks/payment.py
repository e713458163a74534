"""The checks of a contract and of a payment; adding one is a function and a line in a list (K2 to K5)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain

from cuntong.domain.values import Bilingual
from cuntong.rulebooks import BarredItem, Document, FundsRules, Requirement

from .cases import Breach, ContractCase, PaymentCase, Verdict
from .working_days import working_days

NEGATIVE_LIST = "NEGATIVE_LIST"
NEGATIVE_LIST_NAME = Bilingual("负面清单", "Negative list")


def check_negative_list(case: ContractCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """Central money pays for nothing on the negative list: its words stop, words close to them ask."""
    if case.central:
        yield from _barred(f"{case.title} {case.scope}", case.direction, rules)


def check_decision(case: ContractCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """Who decided to use the money is on record, with the decision itself."""
    rule = rules.requirement("DECISION_RECORDED")
    if rule is None or not case.central:
        return
    missing = [
        words
        for absent, words in (
            (not case.decision_body, ("决策单位或负责人", "who decided")),
            (not case.decision_document_no, ("决策文件文号", "the number of the decision document")),
            (
                case.evidence_count == 0,
                ("决策文件扫描件（佐证材料）", "the decision document itself, as evidence"),
            ),
        )
        if absent
    ]
    if missing:
        zh, en = "、".join(zh for zh, _ in missing), ", ".join(en for _, en in missing)
        yield _breach(
            rule, f"合同 {case.contract_no} 缺少：{zh}。", f"Contract {case.contract_no} lacks: {en}."
        )


def check_publicity(case: ContractCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """The publicity has an address, lasted the set working days, is over, and met no open objection."""
    rule = rules.requirement("PUBLICITY_HELD")
    if rule is None:
        return
    start_date, end_date = case.publicity_start_date, case.publicity_end_date
    if not case.publicity_url or start_date is None or end_date is None:
        yield _breach(
            rule,
            f"合同 {case.contract_no} 未登记公示网址和公示起止日期。",
            f"Contract {case.contract_no} has no publicity address with its first and last day.",
        )
        return
    yield from _too_short(rule, rules, start_date, end_date)
    if on <= end_date:
        yield _breach(
            rule,
            f"公示到 {end_date} 才结束，{on} 还在公示期内。",
            f"The publicity lasts until {end_date}; on {on} it is still open.",
        )
    if case.publicity_objection:
        yield _breach(
            rule,
            f"公示有异议尚未处理：{case.publicity_objection}",
            f"An objection is open: {case.publicity_objection}",
        )


def _too_short(rule: Requirement, rules: FundsRules, start_date: date, end_date: date) -> Iterator[Breach]:
    held, asked = working_days(start_date, end_date), rules.publicity_days
    if held < asked.value:
        yield Breach(
            rule.code,
            rule.name,
            _together(rule.basis, asked.basis),
            Bilingual(
                f"公示 {start_date} 至 {end_date} 只有 {held} 个工作日，应不少于 {asked.value} 个工作日。",
                f"The publicity from {start_date} to {end_date} had {held} working days; {asked.value} are needed.",
            ),
            blocking=rule.effect == "STOP",
        )


def check_second_grant(case: ContractCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """Another contract with the same project and type of item may be the same thing paid twice: a person looks."""
    rule = rules.requirement("NO_SECOND_GRANT")
    if rule is not None and case.central and case.namesakes:
        others = "、".join(case.namesakes)
        yield Breach.of(
            rule,
            f"项目名称和事项类型与合同 {others} 相同，请核对是否重复支持。",
            f"Project and type of item equal those of contract {others}: see whether it is funded twice.",
            blocking=False,
        )


def check_milestone(case: PaymentCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """The milestone is met, and was met on the day of the payment."""
    rule = rules.requirement("MILESTONE_REACHED")
    if rule is None:
        return
    if case.milestone_met_date is None:
        yield _breach(
            rule,
            f"付款节点“{case.milestone}”尚未登记为达成。先登记达成日期和佐证材料。",
            f"The milestone “{case.milestone}” is not recorded as met. Record its day and evidence first.",
        )
    elif on < case.milestone_met_date:
        yield _breach(
            rule,
            f"付款日期 {on} 早于节点“{case.milestone}”的达成日期 {case.milestone_met_date}。",
            f"The payment of {on} lies before the milestone “{case.milestone}”, met on {case.milestone_met_date}.",
        )


def check_payee(case: PaymentCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """The money goes to the contractor of the contract."""
    rule = rules.requirement("PAYEE_IS_CONTRACTOR")
    if rule is not None and case.payee != case.contract.contractor:
        yield _breach(
            rule,
            f"收款单位是“{case.payee}”，合同承办单位是“{case.contract.contractor}”。",
            f"The payee is “{case.payee}”, the contractor is “{case.contract.contractor}”.",
        )


def check_invoice(case: PaymentCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """No invoice is paid twice."""
    rule = rules.requirement("NO_SECOND_GRANT")
    if rule is not None and case.same_invoice:
        others = "、".join(case.same_invoice)
        yield _breach(
            rule,
            f"发票 {case.invoice_no} 已用于：{others}。",
            f"Invoice {case.invoice_no} is already used by: {others}.",
        )


def check_payment_words(case: PaymentCase, rules: FundsRules, on: date) -> Iterator[Breach]:
    """What the application itself says is held against the negative list too."""
    if case.contract.central:
        yield from _barred(f"{case.milestone} {case.note}", case.contract.direction, rules)


ContractCheck = Callable[[ContractCase, FundsRules, date], Iterable[Breach]]
PaymentCheck = Callable[[PaymentCase, FundsRules, date], Iterable[Breach]]

CONTRACT_CHECKS: tuple[ContractCheck, ...] = (
    check_negative_list,
    check_decision,
    check_publicity,
    check_second_grant,
)
PAYMENT_CHECKS: tuple[PaymentCheck, ...] = (
    check_milestone,
    check_payee,
    check_invoice,
    check_payment_words,
)
TESTED = frozenset(
    {"MILESTONE_REACHED", "PUBLICITY_HELD", "DECISION_RECORDED", "PAYEE_IS_CONTRACTOR", "NO_SECOND_GRANT"}
)
"""Conditions that the checks above decide; every other one in force is left to a person, and shown as such."""


def breaches_of(case: PaymentCase | ContractCase, rules: FundsRules, on: date) -> list[Breach]:
    """Return every breach of a contract or of a payment (and then of its contract too), what stops first."""
    contract = case.contract if isinstance(case, PaymentCase) else case
    found = [breach for check in CONTRACT_CHECKS for breach in check(contract, rules, on)]
    if isinstance(case, PaymentCase):
        found += [breach for check in PAYMENT_CHECKS for breach in check(case, rules, on)]
    return sorted(found, key=lambda breach: not breach.blocking)


def verdicts_on(case: PaymentCase, rules: FundsRules, on: date) -> list[Verdict]:
    """Return what came of every rule in force, the negative list and each condition of the rulebook: what stops
    comes first, then what asks, what is left to a person, what is kept."""
    breaches = breaches_of(case, rules, on)
    barred = {item.code for item in rules.barred_items}
    listed = [breach for breach in breaches if breach.rule_code in barred]
    basis = _together(*(item.basis for item in rules.barred_items))
    status = _weakest(item.status for item in rules.barred_items)
    verdicts = (
        [_verdict(NEGATIVE_LIST, NEGATIVE_LIST_NAME, basis, status, listed)] if rules.barred_items else []
    )
    for rule in rules.requirements:
        own = [breach for breach in breaches if breach.rule_code == rule.code]
        verdicts.append(_verdict(rule.code, rule.name, rule.basis, rule.status, own, demand=rule.demand))
    return sorted(verdicts, key=lambda verdict: list(Verdict.Outcome).index(verdict.outcome))


def _verdict(
    code: str,
    name: Bilingual,
    basis: tuple[Document, ...],
    status: str,
    breaches: list[Breach],
    demand: Bilingual | None = None,
) -> Verdict:
    if breaches:
        outcome = Verdict.Outcome.STOPS if any(b.blocking for b in breaches) else Verdict.Outcome.ASKS
    else:
        outcome = Verdict.Outcome.KEPT if code in TESTED | {NEGATIVE_LIST} else Verdict.Outcome.NOT_TESTED
    by_hand = demand is not None and outcome == Verdict.Outcome.NOT_TESTED
    said = (demand,) if by_hand else tuple(breach.message for breach in breaches)
    return Verdict(code, name, basis, status, outcome, said)


def _breach(rule: Requirement, zh: str, en: str) -> Breach:
    return Breach.of(rule, zh, en, blocking=rule.effect == "STOP")


def _barred(text: str, direction: str, rules: FundsRules) -> Iterator[Breach]:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for item in rules.barred_items:
        if item.directions and direction not in item.directions:
            continue
        if any(exception in plain for exception in item.exceptions):
            continue
        yield from _barred_by(item, plain)


def _barred_by(item: BarredItem, plain: str) -> Iterator[Breach]:
    if word := next((word for word in item.words if word in plain), None):
        yield Breach.of(
            item,
            f"“{word}”在负面清单内（{item.name.zh}），不得使用中央资金。",
            f"“{word}” is on the negative list ({item.name.en}): central money may not pay for it.",
            blocking=True,
        )
    elif hint := next((hint for hint in item.hints if hint in plain), None):
        yield Breach.of(
            item,
            f"“{hint}”接近负面清单的“{item.name.zh}”，请核对并写明理由。",
            f"“{hint}” is close to “{item.name.en}” on the negative list: look, and say why it may go on.",
            blocking=False,
        )


def _together(*groups: tuple[Document, ...]) -> tuple[Document, ...]:
    return tuple({document.code: document for document in chain(*groups)}.values())


_CERTAINTY = ("unverified", "reported", "confirmed")


def _weakest(statuses: Iterable[str]) -> str:
    return min(statuses, key=_CERTAINTY.index, default="unverified")
