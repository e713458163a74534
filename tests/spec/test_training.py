"""What counts as an outcome of training, and with which proof."""

from datetime import date

from cuntong.rulebooks import load_training_rules

from .paragraphs import paragraph

TITLE = "培训"
ABOUT = "没有文件给出“培训转化”的定义，以下为本系统拟定，待确认；每一项都要落实到人、有证明。"

RULES = load_training_rules(date(2023, 12, 31))


@paragraph(
    "培训转化须有证明，且须先参加过培训",
    "列出的证明有一种即可；没有证明的不计。取得证书另行统计，不再计作转化。",
    {"outcome": "转化类型", "proofs": "证明（任一）"},
    [
        ("开设网店", "网店页面截图（带日期）、平台后台导出数据"),
        ("就业", "劳动合同、用人单位证明"),
        ("成为站点负责人", "站点负责人聘用协议"),
        ("创业", "营业执照"),
    ],
)
def test_outcomes(outcome, proofs):
    names = {proof.code: proof.name.zh for proof in RULES.proof_kinds}
    kind = next(kind for kind in RULES.outcome_kinds if kind.name.zh == outcome)
    assert "、".join(names[code] for code in kind.proofs) == proofs
    assert kind.prior_attendance_required


@paragraph(
    "人次只按签到计",
    "线上课程没有签到，只计课程门数，播放量不是人次。",
    {"kind": "培训类型", "counted": "计人次"},
    [("普及性培训", "是"), ("增值性培训", "是"), ("线上课程", "否")],
)
def test_attendances(kind, counted):
    found = next(course for course in RULES.course_kinds if course.name.zh == kind)
    assert found.counted_in_attendances == (counted == "是")


@paragraph(
    "满意的界限",
    "问卷按5分打分，4分及以上计为满意；满意率 = 满意份数 ÷ 有效份数。",
    {"code": "名称", "value": "数值", "status": "把握"},
    [("SATISFIED_FROM_RATING", 4, "unverified"), ("RATING_MAX", 5, "unverified")],
)
def test_satisfied(code, value, status):
    limit = RULES.limit(code)
    assert (limit.value, limit.status) == (value, status)
