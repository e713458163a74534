"""Public money: released, planned, contracted, paid."""

from __future__ import annotations

from cuntong.domain.values import Bilingual

from ._choices import DIRECTIONS, SOURCES, TRANCHES
from ._columns import FactTable, choice, day, evidence_count, identifier, text, yuan

TABLES = (
    FactTable(
        "appropriations",
        Bilingual("下达的资金指标，每份文件一条", "money released, one record per document"),
        "appropriation_id",
        (
            identifier("appropriation_id", "指标编号", "appropriation id"),
            text("document_no", "下达文号", "document number"),
            choice("source", "资金来源", "source", SOURCES),
            choice("tranche", "款次", "tranche", TRANCHES),
            yuan("amount_yuan", "下达金额（元）", "amount released (yuan)"),
            day("released_date", "下达日期", "date released"),
            evidence_count(),
        ),
        date_column="released_date",
    ),
    FactTable(
        "budget_lines",
        Bilingual("实施方案按四个方向安排的预算", "the plan's budget, by the four directions"),
        "budget_line_id",
        (
            identifier("budget_line_id", "预算编号", "budget line id"),
            choice("direction", "建设方向", "direction", DIRECTIONS),
            choice("source", "资金来源", "source", SOURCES),
            text("item", "预算项目", "item"),
            yuan("amount_yuan", "预算金额（元）", "amount (yuan)"),
            day("approved_date", "批复日期", "date approved"),
            evidence_count(),
        ),
        date_column="approved_date",
    ),
    FactTable(
        "contracts",
        Bilingual("与承办企业签订的合同", "contracts with the contractors"),
        "contract_id",
        (
            identifier("contract_id", "合同编号", "contract id"),
            text("contract_no", "合同号", "contract number"),
            choice("direction", "建设方向", "direction", DIRECTIONS),
            text("contractor_name", "承办企业", "contractor"),
            yuan("amount_yuan", "合同金额（元）", "amount (yuan)"),
            day("signed_date", "签订日期", "date signed"),
            evidence_count(),
        ),
        date_column="signed_date",
    ),
    FactTable(
        "payments",
        Bilingual("已支付的每一笔资金", "each payment made"),
        "payment_id",
        (
            identifier("payment_id", "付款编号", "payment id"),
            text("voucher_no", "凭证号", "voucher number"),
            identifier("appropriation_id", "指标编号", "appropriation id"),
            choice("tranche", "款次", "tranche", TRANCHES),
            choice("source", "资金来源", "source", SOURCES),
            identifier("contract_id", "合同编号", "contract id", required=False),
            text("contract_no", "合同号", "contract number", required=False),
            identifier("milestone_id", "付款节点编号", "milestone id", required=False),
            choice("direction", "建设方向", "direction", DIRECTIONS),
            text("payee_name", "收款单位", "payee"),
            yuan("amount_yuan", "支付金额（元）", "amount (yuan)"),
            day("paid_date", "支付日期", "date paid"),
            evidence_count(),
        ),
        date_column="paid_date",
    ),
)
