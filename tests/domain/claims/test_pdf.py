"""PDF as offices print them: long lines, two columns, heads and feet, tables; printed here by Chromium."""

import shutil
import subprocess

import pytest

from cuntong.domain.claims import CONTRADICTION, check, read_document

CHROMIUM = shutil.which("chromium")
STYLE = """
@page { size: A4; margin: 30mm 25mm }
body { font: 16px/1.8 "Noto Sans CJK SC", sans-serif }
p { text-indent: 2em } td, th { border: 1px solid; padding: 4px 8px } .two { columns: 2 }
.page, .page > * > tr > * { border: 0; padding: 0; font-weight: 400 }
"""
FILLER = "<p>各项工作按计划推进，档案资料齐全，台账清楚，每月例会，每季度检查，发现问题立行立改，确保项目建设质量和进度符合实施方案要求。</p>"
LONG = (
    "<p>项目总投资2000万元，由县商务局会同县财政局按照实施方案用于建设县乡村三级物流配送体系、完善农村电子商务公共服务体系；"
    "截至2023年12月31日，全县尾款资金500万元，扣除质保金以后，经县财政局审核，实际已经支付193.6万元，尾款支付进度为38.8%，其余资金待验收后支付。</p>"
)
TABLE = (
    "<table><tr><th>来源</th><th>预算数（万元）</th><th>执行数（万元）</th><th>执行率</th></tr>"
    "<tr><td>中央</td><td>1000</td><td>1000</td><td>100%</td></tr>"
    "<tr><td>县级</td><td>500</td><td>193.6</td><td>39.72%</td></tr>"
    "<tr><td>合计</td><td>1500</td><td>1193.6</td><td>79.57%</td></tr></table>"
)
COLUMNS = (
    "<div class=two><p>全县共有194个行政村，已建成村级服务点101个，行政村覆盖率56.02%。</p>"
    "<p>发放问卷200份，收回190份，回收率95%，其中满意181份，满意率96.26%。</p></div>"
)


@pytest.fixture
def printed(tmp_path):
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: install Debian's package chromium")

    def make(body):
        page, target = tmp_path / "report.html", tmp_path / "report.pdf"
        page.write_text(
            f"<meta charset=utf-8><style>{STYLE}</style>"
            f"<table class=page><thead><tr><th>示例县商务局自评报告</th></tr></thead><tr><td>{body}</td></tr></table>",
            encoding="utf-8",
        )
        subprocess.run(
            [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-pdf-header-footer",
                f"--user-data-dir={tmp_path / 'profile'}",
                f"--print-to-pdf={target}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return read_document(target.read_bytes(), "report.pdf")

    return make


def accused(document):
    return {(item.kind, item.stated) for item in check(document) if item.grade == CONTRADICTION}


def test_a_sentence_is_read_over_the_ends_of_lines_columns_and_a_table_beside_it(printed):
    document = printed(f"<h1>一、资金情况</h1>{LONG}{TABLE}{COLUMNS}")
    assert accused(document) == {
        ("ratio", "38.8%"),
        ("table", "39.72%"),
        ("ratio", "56.02%"),
        ("ratio", "96.26%"),
    }
    assert [line.text for line in document.lines if line.in_table][1].split() == [
        "中央",
        "1000",
        "1000",
        "100%",
    ]


def test_what_stands_on_every_page_is_no_part_of_a_sentence_that_runs_over_them(printed):
    for more in range(14, 17):
        document = printed(FILLER * more + LONG * 4)
        assert accused(document) == {("ratio", "38.8%")}
        assert not any("商务局自评报告" in line.tidy for line in document.lines)
