import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.reports import TypedFigure, mark_typed, plain

COUNTED = [
    ("建成站点17个", "17个"),
    ("培训2,597人次", "2,597人次"),
    ("支付1,193.6万元", "1,193.6万元"),
    ("覆盖率79.57%", "79.57%"),
    ("覆盖率79.57％", "79.57％"),
    ("同比提高3.2个百分点", "3.2个百分点"),
    ("销售额约3.5亿元", "3.5亿元"),
    ("带动３２户", "３２户"),
    ("惠及2万余人", "2万余人"),
    ("惠及500多人次", "500多人次"),
    ("直播 120 场次", "120 场次"),
    ("每月20至30件", "20至30件"),
    ("覆盖一百九十四个行政村", "一百九十四个"),
    ("占百分之八十五", "百分之八十五"),
    ("耗时30分钟", "30分钟"),
    ("下降-5%", "-5%"),
    ("销售额突破3万。", "3万"),
]

NOT_COUNTED = [
    "2023年12月31日",
    "2023年度",
    "2023-12-31",
    "12月份",
    "粤商务〔2021〕38号",
    "财建[2021]37号",
    "1.农村电商公共服务体系",
    "1.个体户",
    "（1）人员培训",
    "第3期培训",
    "第三十二条",
    "上午10时30分召开会议",
    "四个方向",
    "一个行政村有几个点",
    "“十四五”规划",
    "字体为GB2312",
    "5G网络",
    "附件3",
]


@pytest.mark.parametrize(("text", "figure"), COUNTED)
def test_a_number_with_its_unit_is_typed(text, figure):
    assert [piece.shown for piece in mark_typed(text) if isinstance(piece, TypedFigure)] == [figure]


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_dates_numbers_of_documents_and_of_sections_are_no_figures(text):
    assert not [piece for piece in mark_typed(text) if isinstance(piece, TypedFigure)]


def test_every_typed_figure_of_a_line_is_found():
    line = "2023年举办培训12场，培训480人次，其中3场在镇上。"
    assert [piece.shown for piece in mark_typed(line) if isinstance(piece, TypedFigure)] == [
        "12场",
        "480人次",
        "3场",
    ]


@given(st.text() | st.text("0123456789,.-至年月日个人次万元%一二十百 〔〕号第", max_size=40))
def test_marking_keeps_the_text(text):
    pieces = list(mark_typed(text))
    assert plain(pieces) == text
    assert all(piece.shown for piece in pieces)
