"""The main journey: sign in, open a figure down to a sign-in row and its sheet, export the report, import a roster."""

import io
import re
import socket
from pathlib import Path

import docx
import openpyxl
from playwright.sync_api import expect


def test_the_figure_opens_down_to_a_sign_in_row_and_its_sheet(visit):
    page = visit("bureau")
    page.goto("/performance/")
    page.get_by_role("link", name="普及性培训人次", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("普及性培训人次")
    expect(page.locator(".block-value").first).to_contain_text("2,597")
    page.locator("#records tbody tr").first.get_by_role("link").click()
    expect(page.locator("#list-sign-ins tbody tr").first).to_be_visible()
    page.locator("#evidence .proofs a").first.click()
    expect(page.get_by_text("SHA-256")).to_be_visible()
    assert page.console_errors == []


def test_the_report_is_exported_as_a_word_document_with_its_figures(visit):
    page = visit("bureau")
    page.goto("/performance/reports/")
    page.locator("#list-list tbody tr a").first.click()
    expect(page.locator(".report")).to_contain_text("2,597人次")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Word 文档").click()
    document = docx.Document(download.value.path())
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "79.57%" in text
    assert "38.72%" in text


def test_a_roster_with_errors_comes_back_annotated_then_goes_in_and_is_taken_back(visit, tmp_path):
    page = visit("trainer")
    _upload(page, tmp_path, [("没有这个场次", "示例学员", "13800000001"), ("", "", "12345")])
    expect(page.locator("#batch").get_by_text("有错误")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载批注后的工作簿").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    comments = [cell.comment.text for row in book.worksheets[0].iter_rows() for cell in row if cell.comment]
    assert any("13800000001" not in comment for comment in comments)
    assert len(comments) >= 3

    _upload(
        page,
        tmp_path,
        [("PX-2023-01", "新来学员甲", "13911110001"), ("PX-2023-01", "新来学员乙", "13911110002")],
    )
    page.get_by_role("button", name="提交 2 行").click(timeout=60_000)
    expect(page.locator("#batch").get_by_text("已提交")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="撤销本次导入").click()
    page.locator("dialog[open] [data-confirmed]").click()
    expect(page.locator("#batch").get_by_text("已撤销")).to_be_visible()


def _upload(page, folder, rows):
    path = folder / "签到表.xlsx"
    path.write_bytes(_roster(rows))
    page.goto("/imports/sheet/training.roster/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并核对").click()


def _roster(rows):
    book = openpyxl.Workbook()
    book.active.append(["场次编号", "姓名", "手机号"])
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_demo_prints_published_computed_and_verdict(demo):
    _environment, printed = demo
    assert re.search(r"38\.8\s*%?.*38\.72.*不一致", printed)
    assert re.search(r"2597.*2,?597.*一致", printed)


def test_pages_fit_a_phone_without_sideways_scrolling(visit):
    page = visit("bureau", phone=True)
    for address in (
        "/",
        "/performance/",
        "/performance/figures/ATTENDANCES_GENERAL/",
        "/places/",
        "/funds/",
        "/training/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_an_upload_that_breaks_off_leaves_nothing(visit, address):
    page = visit("trainer")
    page.goto("/imports/")
    before = page.locator("#list-list tbody tr").count()
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    body = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.xlsx\r\n\r\nPK torn off here"
    head = (
        f"POST /imports/sheet/training.roster/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body) + 9_999}\r\n\r\n"
    )
    port = int(address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode() + body)
    page.goto("/imports/")
    expect(page.locator("#list-list tbody tr")).to_have_count(before)
