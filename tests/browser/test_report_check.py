"""A written report is read back: upload, findings and their places, an answer, a corrected version, the downloads."""

import io
from pathlib import Path

import docx
import openpyxl
from playwright.sync_api import expect

WRONG = "中央财政尾款资金500万元，已支付193.6万元，尾款支付进度为38.8%。"
RATED = "发放问卷200份，收回190份，回收率91%。"


def _word(path, *paragraphs):
    document = docx.Document()
    for text in ("乐昌市某承办单位自评报告", *paragraphs):
        document.add_paragraph(text)
    document.save(path)
    return str(path)


def _download(page, link):
    found = page.get_by_role("link", name=link)
    if not found.is_visible():
        page.get_by_text("下载", exact=True).click()
    with page.expect_download() as download:
        found.click()
    return io.BytesIO(Path(download.value.path()).read_bytes())


def test_a_report_is_checked_answered_corrected_and_taken_away(visit, tmp_path):
    page = visit("bureau")
    page.goto("/performance/checks/")
    page.get_by_role("link", name="核查报告").click()
    page.set_input_files("input[type=file]", _word(tmp_path / "自评报告.docx", WRONG, RATED))
    page.select_option("[name=snapshot]", index=1)
    page.get_by_role("button", name="上传并核查").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("自评报告.docx")

    marked = page.locator(".check-text .claim-contradiction", has_text="38.8%")
    marked.click()
    lit = page.locator(".finding.is-lit")
    expect(lit).to_contain_text("38.7%")
    lit.get_by_text("答复", exact=True).click()
    lit.get_by_role("button", name="说明理由").click()
    expect(page.locator(".message, [role=status], [role=alert]").first).to_contain_text("请说明")
    page.locator(".check-text .claim-contradiction", has_text="38.8%").click()
    lit.get_by_text("答复", exact=True).click()
    lit.locator("textarea").fill("支付数按到账口径")
    lit.get_by_role("button", name="说明理由").click()
    expect(page.locator(".finding-history").first).to_contain_text("支付数按到账口径")

    page.get_by_role("link", name="上传改正后的一版").click()
    corrected = _word(tmp_path / "自评报告改.docx", WRONG, RATED.replace("91%", "95%"))
    page.set_input_files("input[type=file]", corrected)
    page.get_by_role("button", name="上传并核查").click()
    expect(page.locator(".check-line")).to_contain_text("第 2 版")
    expect(page.locator(".vanished")).to_contain_text("处问题已消失")
    expect(page.locator(".finding-history").first).to_contain_text("沿用第 1 版")

    comments = [comment.text for comment in docx.Document(_download(page, "带批注的 Word")).comments]
    assert any("38.7%" in text and "支付数按到账口径" in text for text in comments)
    sheet = openpyxl.load_workbook(_download(page, "问题清单")).worksheets[0]
    assert any("支付数按到账口径" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert page.console_errors == []


def test_our_own_report_was_read_back_and_contradicts_itself_nowhere(visit):
    page = visit("bureau")
    page.goto("/performance/reports/")
    page.locator("#list-list tbody tr a").first.click()
    expect(page.locator(".page-note a", has_text="次核查")).to_contain_text("矛盾 0 处")


def test_the_list_stands_before_the_text_on_a_phone(visit, tmp_path):
    page = visit("contractor", phone=True)
    page.goto("/performance/checks/new/")
    page.set_input_files("input[type=file]", _word(tmp_path / "承办单位报告.docx", WRONG))
    page.get_by_role("button", name="上传并核查").click()
    findings = page.locator(".check-findings").bounding_box()
    text = page.locator(".check-text").bounding_box()
    assert findings["y"] + findings["height"] <= text["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
