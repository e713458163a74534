"""申通快递: its numbers, its files and its words."""

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual

from .._carrier import Carrier, Problem
from .._words import ON_ITS_WAY, difficulty, done

CARRIER = Carrier(
    code="STO",
    name=Bilingual("申通快递", "STO Express"),
    other_codes=("shentong", "sto", "申通"),
    number_patterns=(
        r"(?:77|43)\d{12,15}",
        r"STO\d{10}",
        r"(?:268|888|588|688|768|868|968)\d{9,10}",
        r"(?:33|55|66|77|88|99)\d{11}",
    ),
    columns={
        "number": ("运单号", "单号", "运单编号"),
        "recipient": ("收件人",),
        "address": ("收件地址",),
        "phone": ("收件手机号",),
        "township": ("四级区域", "四级区域名称"),
        "village": ("五级区域", "五级区域名称"),
        "expected_date": ("应派日期", "应签日期", "到件时间"),
        "weight_kg": ("结算重量kg", "到件重量"),
    },
    statuses={
        "收件": ON_ITS_WAY,
        "发件": ON_ITS_WAY,
        "到件": ON_ITS_WAY,
        "派件": ON_ITS_WAY,
        "签收": done(ScanKind.DELIVERED),
        "代收点签收": done(ScanKind.PICKED_UP),
        "客户签收": done(ScanKind.DELIVERED),
        "问题件": difficulty(Problem.OTHER),
        "退回件": done(ScanKind.RETURNED),
        "留仓件": difficulty(Problem.DELAYED),
        "拦截件": difficulty(Problem.INTERCEPTED),
    },
)
