"""The command: what it prints, what it writes, and the three ways in which it ends."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import docx
import pytest
from typer.testing import CliRunner

from cuntong.cli._app import app
from cuntong.domain.claims import CLASSES, KINDS
from cuntong.domain.sealing import OK, BundleContents, Definition, Figure, Heading, write_bundle
from cuntong.domain.values import Bilingual, Period

WRONG = "下达预算800万元，实际支出620万元，预算执行率78.5%。"
RIGHT = "下达预算800万元，实际支出620万元，预算执行率77.5%。"


@pytest.fixture
def run(tmp_path):
    def call(*arguments, **files):
        paths = []
        for name, text in files.items():
            path = tmp_path / name.replace("_", ".")
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        return CliRunner().invoke(app, ["check", *paths, *arguments])

    return call


def test_without_contradictions_it_ends_with_0(run):
    result = run(a_txt=RIGHT)
    assert result.exit_code == 0
    assert "矛盾0处" in result.stdout


def test_json_has_places_of_the_file(run):
    result = run("--format", "json", a_txt=f"\n{WRONG}", b_txt=RIGHT)
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)["findings"]
    assert set(finding) == {"file", "kind", "class", "quotes", "stated", "computed", "message"}
    assert finding["file"].endswith("a.txt")
    assert finding["kind"] in KINDS
    assert finding["class"] in CLASSES
    assert finding["quotes"][0] == {
        "line": 2,
        "start": WRONG.index("78.5%"),
        "end": WRONG.index("78.5%") + 5,
        "text": "78.5%",
    }
    assert (finding["stated"], finding["computed"]) == ("78.5%", "77.5%")


def test_what_cannot_be_read_ends_with_2_and_the_others_are_still_checked(run, tmp_path):
    (tmp_path / "c.docx").write_bytes(b"PK broken")
    result = run(str(tmp_path / "c.docx"), str(tmp_path / "none.txt"), a_txt=WRONG)
    assert result.exit_code == 2
    assert "78.5%" in result.stdout
    assert "c.docx" in result.stderr
    assert "none.txt" in result.stderr


def test_html_marks_the_words_and_takes_none_for_markup(run, tmp_path):
    page = tmp_path / "page.html"
    result = run("--format", "html", "--output", str(page), a_txt=f"<script>alert(1)</script>{WRONG}")
    assert result.exit_code == 1
    text = page.read_text(encoding="utf-8")
    assert '<mark class="contradiction"' in text
    assert ">78.5%</mark>" in text
    assert "<script" not in text


def test_word_comments_are_written_beside_the_original(run, tmp_path):
    document = docx.Document()
    document.add_paragraph(WRONG)
    document.save(tmp_path / "r.docx")
    result = run(str(tmp_path / "r.docx"), "--format", "docx", "--output", str(tmp_path / "o.docx"))
    assert result.exit_code == 1
    assert [
        comment.text for comment in docx.Document(tmp_path / "o.docx").comments if "77.5%" in comment.text
    ]


def test_comments_need_one_word_document(run, tmp_path):
    result = run("--format", "docx", "--output", str(tmp_path / "o.docx"), a_txt=RIGHT)
    assert result.exit_code == 2


def _village_points(count, period):
    unit = Bilingual("个", "stations")
    made = Definition(
        name="VILLAGE_POINTS_BUILT",
        code="VILLAGE_POINTS_BUILT",
        title=Bilingual("村级点建成数", "Village points built"),
        meaning=Bilingual("示例", "example"),
        unit=unit,
        numerator_sql=f"SELECT {count} AS value",
        denominator_sql=None,
        records_sql=None,
        scale=Decimal(1),
        decimals=0,
    )
    figure = Figure(
        definition=made.name,
        code=made.code,
        period=period,
        as_of_date=period.end_date,
        place="",
        value=Decimal(count),
        numerator=Decimal(count),
        denominator=None,
        records=None,
        status=OK,
        unit=unit,
        decimals=0,
    )
    return {"tables": (), "definitions": (made,), "figures": (figure,)}


def test_a_bundle_is_what_figures_are_compared_with(run, tmp_path):
    path = tmp_path / "sealed.zip"
    year = Period.of_year(2023)
    heading = Heading(
        county_code="990000000000",
        county_name="示例县",
        period=year,
        as_of_date=year.end_date,
        frozen_at=datetime(2024, 1, 5, tzinfo=UTC),
        synthetic=True,
        trail_size=0,
        trail_root="0" * 64,
    )
    write_bundle(path, BundleContents(heading=heading, **_village_points(101, year)))
    result = run("--bundle", str(path), "--format", "json", a_txt="截至2023年底，建成村级服务点110个。")
    (finding,) = [one for one in json.loads(result.stdout)["findings"] if one["kind"] == "sealed"]
    assert (finding["stated"], finding["computed"], finding["figure"]) == (
        "110个",
        "101个",
        "VILLAGE_POINTS_BUILT",
    )
    assert result.exit_code == 0
    assert "冻结" not in run("--bundle", str(path), a_txt="截至2023年底，建成村级服务点101个。").stdout


def test_a_bundle_that_cannot_be_read_ends_with_2(run, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    result = run("--bundle", str(tmp_path / "no.zip"), a_txt=RIGHT)
    assert result.exit_code == 2
    assert "no.zip" in result.stderr
