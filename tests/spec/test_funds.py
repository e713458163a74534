"""What central money may not pay for, and what comes before a payment."""

from datetime import date

from cuntong.rulebooks import load_funds_rules

from .paragraphs import paragraph

TITLE = "资金使用"
ABOUT = "以下为乐昌市选用的规则。每条规则注明出处和把握程度：confirmed（已核实）、reported（见于公开网页）、unverified（待确认）。"

RULES = load_funds_rules("440281", date(2023, 12, 31))


@paragraph(
    "中央资金的负面清单",
    "合同或付款的事项中出现下列字样的，不得使用中央资金。",
    {"item": "事项", "words": "字样", "status": "把握"},
    [
        ("网络交易平台", "网络交易平台", "reported"),
        ("楼堂馆所建设", "楼堂馆所", "reported"),
        ("征地拆迁", "征地、拆迁", "reported"),
        ("购买流量", "购买流量、流量购买", "reported"),
        ("人员经费等经常性开支", "人员经费、经常性开支", "reported"),
        ("提取工作经费", "工作经费", "reported"),
    ],
)
def test_negative_list(item, words, status):
    barred = next(barred for barred in RULES.barred_items if barred.name.zh == item)
    assert ("、".join(barred.words), barred.status) == (words, status)


@paragraph(
    "付款以前",
    "“停”表示不满足就不能付款，“问”表示须有人核对并说明。",
    {"requirement": "条件", "effect": "不满足时", "status": "把握"},
    [
        ("付款节点已达成", "停", "reported"),
        ("公示期满无异议", "停", "reported"),
        ("决策文件齐备", "停", "unverified"),
        ("收款单位与承办单位一致", "停", "reported"),
        ("不重复支持", "停", "reported"),
        ("一村只支持一个站点", "问", "reported"),
        ("一条线路只支持一家企业", "问", "reported"),
        ("专账管理", "问", "reported"),
    ],
)
def test_before_payment(requirement, effect, status):
    rule = next(rule for rule in RULES.requirements if rule.name.zh == requirement)
    assert ({"STOP": "停", "ASK": "问"}[rule.effect], rule.status) == (effect, status)


@paragraph(
    "天数和预警线",
    "公示天数取自外县的招标文件，乐昌自己的规定没有查到；90%是激励县的条件，不是一般县的要求。",
    {"name": "名称", "value": "数值", "source": "出处"},
    [
        ("付款前公示天数", "5", "ZADUO_TENDER"),
        ("项目总体进度预警线", "0.50", "JINYANG"),
        ("资金拨付率预警线（激励县条件）", "0.90", "INCENTIVE_COUNTY"),
    ],
)
def test_limits(name, value, source):
    limits = {
        limit.name.zh: limit
        for limit in (RULES.publicity_days, RULES.progress_alarm, RULES.payment_rate_alarm)
    }
    assert (str(limits[name].value), limits[name].basis[0].code) == (value, source)
