"""A rulebook that cannot be read, or says something impossible, is refused by file and key."""

from datetime import date

import pytest

from cuntong.rulebooks import RulebookError, Shelf, load_county, load_funds_rules

ON = date(2023, 12, 31)
FIRST_DIRECTION = (
    'code = "PUBLIC_SERVICE"\nname = { zh = "农村电商公共服务体系", en = "public service system" }'
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[direction]]", "[[direction]", r"rulebook funds\.toml: it is not valid TOML"),
        (FIRST_DIRECTION, 'code = "PUBLIC_SERVICE"', r"rulebook funds\.toml: direction\[1\]\.name: Field required"),
        ("[[direction]]", "[[directions]]", r"rulebook funds\.toml: directions: Extra inputs are not permitted"),
        ('en = "public service system"', 'en = " "', r"direction\[1\]\.name: write \{ zh = "),
        ('en = "public service system" }', 'en = "services", fr = "services" }', r"direction\[1\]\.name: write \{ zh"),
        ('"PUBLIC_SERVICE"\nname', '"public service"\nname', r"direction\[1\]\.code: String should match pattern"),
        ('basis = ["NOTICE_2021", ', 'basis = ["NOTICE_2012", ', r"direction\[1\]\.basis\[1\]: documents\.toml lists no document NOTICE_2012"),
        ('basis = ["ZADUO_TENDER"]', "basis = []", r"limit\[1\]\.basis: Tuple should have at least 1 item"),
        ('status = "reported"', 'status = "certain"', r"direction\[1\]\.status: Input should be 'confirmed'"),
        ("valid_from = 2021-01-01", 'valid_from = "soon"', r"direction\[1\]\.valid_from: Input should be a valid date"),
        ("valid_from = 2021-01-01", "valid_from = 2021-01-01\nvalid_to = 2020-12-31", r"direction\[1\]: valid_to lies before valid_from"),
        ('code = "LOGISTICS"', 'code = "PUBLIC_SERVICE"', r"direction: two entries PUBLIC_SERVICE hold on 2021-01-01: end one by valid_to"),
        ("limit = 0.15", "limit = 15", r"cap\[2\]: a share is a part of one \(0\.15\), not 15"),
        ("limit = 0.15", 'limit = "15%"', r"cap\[2\]\.limit: Input should be a valid decimal"),
        ('direction = "LOGISTICS"\nlimit', 'direction = "LOGISTICS"\nitem_types = ["PROMOTION"]\nlimit', r"cap\[3\]: give direction or item_types, not both"),
        ('direction = "LOGISTICS"\nlimit', 'direction = "ROADS"\nlimit', r"LOGISTICS_FLOOR names unknown ROADS"),
        ('item_types = ["PROMOTION"]', 'item_types = ["PARADES"]', r"PROMOTION_TOTAL names unknown PARADES"),
        ('directions = ["LEADERS"]', 'directions = ["LEADER"]', r"TRAINING_EQUIPMENT names unknown LEADER"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_key(shelf_with, old, new, message):
    with pytest.raises(RulebookError, match=message) as refused:
        load_funds_rules("440281", ON, shelf=shelf_with("funds.toml", old, new))
    assert refused.value.message.zh.startswith("规则文件 funds.toml：")


def test_every_error_of_a_file_is_named_at_once(shelf_with):
    shelf = shelf_with("funds.toml", "limit = 0.15", "limit = -1\ncolour = 7")
    with pytest.raises(RulebookError) as refused:
        load_funds_rules("440281", ON, shelf=shelf)
    assert "cap[2].limit" in str(refused.value)
    assert "cap[2].colour：没有这样的项，请检查拼写" in refused.value.message.zh


def test_a_file_that_is_not_text_is_refused(shelf_with, tmp_path):
    shelf = shelf_with("funds.toml")
    (tmp_path / "funds.toml").write_bytes("楼堂馆所".encode("gb18030"))
    with pytest.raises(RulebookError, match=r"rulebook funds\.toml: it is not UTF-8 text"):
        load_funds_rules("440281", ON, shelf=shelf)


def test_a_missing_file_is_named(shelf_with, tmp_path):
    shelf = shelf_with("funds.toml")
    (tmp_path / "documents.toml").unlink()
    with pytest.raises(RulebookError, match=r"rulebook documents\.toml: there is no such file"):
        load_funds_rules("440281", ON, shelf=shelf)


def test_an_empty_shelf_knows_no_county(tmp_path):
    with pytest.raises(RulebookError, match=r"counties/440281\.toml: no such county"):
        load_county("440281", shelf=Shelf(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reading = "SECOND_HAND"', 'reading = "HEARD"', r"documents\.toml \[NOTICE_2021\]: reading: Input should be 'OPENING'"),
        ("[NOTICE_2021]", "NOTICE_1999 = 5\n[NOTICE_2021]", r"documents\.toml: NOTICE_1999: write it as a table"),
    ],
)  # fmt: skip
def test_the_register_of_documents_is_read_as_strictly(shelf_with, old, new, message):
    with pytest.raises(RulebookError, match=message):
        load_county("440281", shelf=shelf_with("documents.toml", old, new))


def test_numbers_are_exact_decimals():
    share = load_funds_rules("440281", ON).payment_rate_alarm.value
    assert str(share) == "0.90"
