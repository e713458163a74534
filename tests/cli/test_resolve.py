"""`cuntong resolve`: one JSON line for each line, in order, whatever the lines and the files hold."""

import csv
import datetime as dt
import io
import json
import subprocess
import sys

import pytest

from cuntong.domain.addresses import EXPLICIT, ROAD, Entry, Memory, write_memory

_DATE = dt.date(2023, 6, 1)
ROWS = [
    ("440281000000", "乐昌市", "county"),
    ("440281001000", "乐城街道", "township"),
    ("440281001003", "先锋社区居民委员会", "village"),
    ("440281108000", "坪石镇", "township"),
    ("440281108219", "莲塘村村民委员会", "village"),
]


@pytest.fixture
def divisions(tmp_path):
    path = tmp_path / "divisions.csv"
    table = io.StringIO()
    csv.writer(table).writerows([("code", "name", "level"), *ROWS])
    path.write_text(table.getvalue(), encoding="utf-8-sig")
    return path


def run(*arguments, lines=b""):
    return subprocess.run(
        [sys.executable, "-m", "cuntong", "resolve", *map(str, arguments)],
        input=lines,
        capture_output=True,
        check=False,
    )


def answers(*arguments, lines):
    done = run(*arguments, lines=lines)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_each_line_has_its_answer_in_order(divisions):
    lines = "乐昌市坪石镇莲塘村3组\r\n\n湖南省郴州市宜章县一六镇\n广东省韶关市乐昌市人民中路1号".encode()
    found = answers("--divisions", divisions, "--home", "440281", lines=lines)
    assert [(one["text"], one["division_code"], one["level"], one["decision"]) for one in found] == [
        ("乐昌市坪石镇莲塘村3组", "440281108219", "village", "auto"),
        ("", "", "none", "review"),
        ("湖南省郴州市宜章县一六镇", "431022000000", "county", "auto"),
        ("广东省韶关市乐昌市人民中路1号", "440281000000", "county", "review"),
    ]
    assert set(found[0]) == {"text", "division_code", "level", "decision", "confidence", "spans"}


def test_spans_are_pieces_of_the_line_as_given(divisions):
    text = "李四 13800138000 樂昌市 坪石鎮蓮塘村"
    (found,) = answers("--divisions", divisions, "--home", "440281", lines=text.encode())
    assert [text[span["start"] : span["end"]] for span in found["spans"]] == ["樂昌市", "坪石鎮", "蓮塘村"]
    assert [span["text"] for span in found["spans"]] == ["樂昌市", "坪石鎮", "蓮塘村"]


def test_a_correction_in_the_memory_decides_where_the_text_names_no_village(divisions, tmp_path):
    memory = tmp_path / "memory.csv"
    entry = Entry("440281", ROAD, "人民中路", "440281001003", EXPLICIT, "分拣员甲", 1, _DATE)
    with memory.open("w", encoding="utf-8", newline="") as file:
        write_memory(Memory([entry]), file)
    options = ("--divisions", divisions, "--home", "440281", "--memory", memory)
    (found,) = answers(*options, lines="乐昌市人民中路12号".encode())
    assert (found["division_code"], found["decision"]) == ("440281001003", "auto")
    assert "人民中路" in [span["text"] for span in found["spans"]]


def test_lines_that_are_no_addresses_are_answered(divisions):
    lines = [b"\x00\x01\x1b[31m", b"\xff\xfe\xfd", b" ", "乡".encode() * 400_000, "坪石镇".encode() + b"\x07"]
    found = answers("--divisions", divisions, "--home", "440281", lines=b"\n".join(lines))
    assert len(found) == len(lines)
    assert {one["decision"] for one in found} == {"review"}


def test_a_line_of_many_megabytes_is_one_line(divisions):
    found = answers("--divisions", divisions, lines=b"x" * 3_000_000 + "\n乐昌市坪石镇\n".encode())
    assert [one["division_code"] for one in found] == ["", "440281108000"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code,name\n440281000000,x\n", "row 1 of the division list lacks level"),
        (b"code,name,level\n44028,\xe4\xb9\x90\xe6\x98\x8c\xe5\xb8\x82,town\n", "none of province"),
        (b"code,name,level\n44o281,\xe4\xb9\x90\xe6\x98\x8c\xe5\xb8\x82,county\n", "is not a division code"),
        ("code,name,level\n440281000000,乐昌市,county\n".encode("gb18030"), "not a CSV file in UTF-8"),
        ("code,name,level\n".encode("utf-16"), "not a CSV file in UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_reason(tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    done = run("--divisions", path)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert done.stdout == b""


@pytest.mark.parametrize("home", ["44028", "abcdef", "990101"])
def test_a_home_that_is_no_county_is_refused(divisions, home):
    done = run("--divisions", divisions, "--home", home)
    assert done.returncode == 2
    assert home in done.stderr.decode()


def test_a_list_that_is_not_there_is_refused(tmp_path):
    assert run("--divisions", tmp_path / "none.csv").returncode == 2


def table(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_other_names_places_and_stations_are_known(divisions, tmp_path):
    options = (
        *("--divisions", divisions, "--home", "440281"),
        *("--aliases", table(tmp_path / "aliases.csv", "name,code", "坪石公社,440281108")),
        *("--places", table(tmp_path / "places.csv", "name,village_code", "大塘背,440281108219")),
        *(
            "--stations",
            table(
                tmp_path / "stations.csv",
                "station,division_code",
                "LC-PS-07,440281108219",
                "LC-LC-01,440281001000",
            ),
        ),
    )
    lines = "坪石公社莲塘村\n乐昌市坪石镇大塘背3号\n乐昌市乐城街道先锋社区\n乐昌市坪石镇".encode()
    found = answers(*options, lines=lines)
    assert [(one["division_code"], one.get("station")) for one in found] == [
        ("440281108219", "LC-PS-07"),
        ("440281108219", "LC-PS-07"),
        ("440281001003", "LC-LC-01"),
        ("440281108000", None),
    ]


@pytest.mark.parametrize(
    ("option", "lines", "message"),
    [
        ("--aliases", ["name", "坪石公社"], "lacks the columns code"),
        ("--aliases", ["name,code", "坪石公社,44028110x"], "row 2 of the list of other names"),
        ("--aliases", ["name,code", "坪石公社,440281109"], "holds no 440281109000"),
        ("--places", ["name,village_code", "大塘背,440281108"], "12 digits of a village"),
        ("--places", ["name,village_code", "塘,440281108219"], "a single character"),
        ("--places", ["name,village_code", ",440281108219"], "name must not be empty"),
        ("--stations", ["station,division_code", "A,440281000000"], "a township or a village is needed"),
        (
            "--stations",
            ["station,division_code", "A,440281108219", "B,440281108219"],
            "row 3 of the list of stations: 440281108219 is served by 'A' already",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_named_with_its_row(divisions, tmp_path, option, lines, message):
    file = table(tmp_path / "table.csv", *lines)
    done = run("--divisions", divisions, "--home", "440281", option, file)
    assert done.returncode == 2
    assert done.stdout == b""
    assert message in " ".join(done.stderr.decode().split())


def test_a_table_that_is_not_there_is_named(divisions, tmp_path):
    done = run("--divisions", divisions, "--places", tmp_path / "none.csv")
    assert done.returncode == 2
    assert "none.csv" in done.stderr.decode().replace("\n", "")
