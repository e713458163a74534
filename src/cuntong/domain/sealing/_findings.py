"""What may be wrong with a bundle, each in one sentence of either language."""

from dataclasses import dataclass

# kind -> what a Chinese and an English reader is told; {where} and the other facts are filled in.
SENTENCES: dict[str, tuple[str, str]] = {
    # The file and its container
    "UNREADABLE_FILE": ("文件打不开：{why}", "the file cannot be opened: {why}"),
    "BROKEN_OFF": (
        "核对中途失败，不能认定可信：{why}",
        "verification broke off, so nothing is confirmed: {why}",
    ),
    "NOT_A_ZIP": ("不是绩效数据包：文件不是 zip 格式", "not a bundle: the file is not a zip"),
    "TRUNCATED": (
        "文件不完整或末尾受损：开头是 zip，但读不到末尾的目录（{why}）；请重新取得原文件",
        "the file is cut off or damaged at its end: it begins as a zip, but its directory cannot be read "
        "({why}); please fetch the original again",
    ),
    "CONTAINER_ALTERED": (
        "zip 容器本身被改动或重新打包：从第 {byte} 字节起与本格式应有的写法不同（各文件内容另行核对）",
        "the zip around the files was altered or packed anew: from byte {byte} on it is not as this format "
        "writes it (the files' contents are checked separately)",
    ),
    "TOO_MANY_MEMBERS": (
        "含 {actual} 个文件，超过上限 {most}，未继续读取",
        "holds {actual} files, more than the {most} allowed; not read any further",
    ),
    "TOO_LARGE": (
        "解开后共 {actual} 字节，超过上限 {most}，未解开",
        "unpacks to {actual} bytes, more than the {most} allowed; not unpacked",
    ),
    "TOO_COMPRESSED": (
        "解开后是压缩前的 {actual} 倍，超过上限 {most} 倍，疑为压缩炸弹，未解开",
        "unpacks to {actual} times its size, more than the {most} times allowed: likely a zip bomb, not unpacked",
    ),
    "UNSAFE_NAME": (
        "文件名不安全或不属于本格式，未读取",
        "the name is unsafe or does not belong to this format; not read",
    ),
    "DUPLICATE_NAME": (
        "同名文件出现 {times} 次，应只有一个",
        "the name occurs {times} times, it should only once",
    ),
    "MEMBER_DAMAGED": ("读不出来：{why}", "cannot be read: {why}"),
    "CHECKSUM_WRONG": (
        "内容完好，但 zip 中登记的校验码不符",
        "the contents are intact, but the checksum in the zip is not theirs",
    ),
    # The manifest and what it seals
    "MANIFEST_MISSING": (
        "缺少清单 manifest.json，无法核对",
        "there is no manifest.json, so nothing can be checked",
    ),
    "MANIFEST_INVALID": (
        "清单不符合格式，无法继续核对：{why}",
        "the manifest is malformed, checking ends here: {why}",
    ),
    "ROOT_WRONG": (
        "清单写明的根为 {stated}，按其内容重算为 {recomputed}：清单在封存后被改动",
        "the manifest states the root {stated}, its contents give {recomputed}: it was changed after sealing",
    ),
    "ROOT_UNEXPECTED": (
        "根为 {stated}，而另行登记的是 {expected}：这不是当时封存的那一包",
        "the root is {stated}, the one recorded elsewhere is {expected}: this is not the bundle that was sealed",
    ),
    "MEMBER_MISSING": ("清单里有，包里没有", "is listed in the manifest, but missing from the bundle"),
    "MEMBER_EXTRA": ("包里有，清单里没有", "is in the bundle, but not listed in the manifest"),
    "MEMBER_CHANGED": (
        "内容与封存时不同：应为 {bytes} 字节、摘要 {sealed}，实为 {actual_bytes} 字节、摘要 {actual}；"
        "校验码{checksum_zh}",
        "is not as it was sealed: should be {bytes} bytes with digest {sealed}, is {actual_bytes} bytes with "
        "digest {actual}; the zip's checksum {checksum_en}",
    ),
    "PART_INVALID": ("不符合格式，未能核对：{why}", "is malformed and could not be checked: {why}"),
    "PROOF_WRONG": (
        "存证条目第 {index} 条不在封存时的存证链里（共 {size} 条，根 {root}）",
        "entry {index} is not in the trail as it was at freezing ({size} entries, root {root})",
    ),
    # The fact tables
    "TABLE_UNREADABLE": ("整张表读不出来：{why}", "the whole table cannot be read: {why}"),
    "TABLE_COLUMNS": (
        "列与封存时不同：应为 {sealed}，实为 {actual}",
        "its columns are not as sealed: should be {sealed}, are {actual}",
    ),
    "TABLE_ROWS": ("应有 {sealed} 条记录，实有 {actual} 条", "should have {sealed} records, has {actual}"),
    "RECORDS_UNREADABLE": (
        "第 {first} 至 {last} 条记录（{first_key} 至 {last_key}）已损坏，读不出来",
        "records {first} to {last} ({first_key} to {last_key}) are damaged and cannot be read",
    ),
    "RECORD_CHANGED": ("这条记录的内容与封存时不同", "this record is not as it was sealed"),
    "RECORD_ADDED": ("这条记录是封存后加进去的", "this record was added after sealing"),
    "RECORD_REMOVED": ("封存时的这条记录不见了", "this record was there at sealing and is gone"),
    "RECORDS_MORE": (
        "还有 {changed} 条改动、{added} 条增加、{removed} 条减少，不再逐条列出",
        "and {changed} more changed, {added} more added, {removed} more removed, not listed one by one",
    ),
    # The figures
    "DEFINITION_MISSING": (
        "包里没有这个数的算法 {definition}，无法重算",
        "the bundle has no definition {definition} to recompute this figure by",
    ),
    "FIGURE_DIFFERS": (
        "写明与重算不一致：{differences_zh}",
        "stated and recomputed differ: {differences_en}",
    ),
    "QUERY_REFUSED": ("其算法的语句不予执行：{why_zh}", "a query of its definition is refused: {why_en}"),
    "QUERY_FAILED": (
        "无法重算，其算法的语句出错：{why}",
        "cannot be recomputed, a query of its definition fails: {why}",
    ),
    "TABLES_UNUSABLE": (
        "事实表无法装入，所有数都未能重算：{why}",
        "the tables cannot be loaded, no figure was recomputed: {why}",
    ),
    "FIGURE_UNCHECKED": (
        "所依据的表 {tables} 有损坏，未能重算",
        "was not recomputed, because its tables {tables} are damaged",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: its kind, the place in the bundle, and a sentence about it."""

    kind: str
    where: str
    message_zh: str
    message_en: str


def finding(kind: str, where: str, **facts: object) -> Finding:
    """Return the finding with its sentences filled in; what comes from the bundle is made fit to print."""
    printable = {name: _printable(str(fact)) for name, fact in facts.items()}
    zh, en = SENTENCES[kind]
    return Finding(kind, _printable(where), zh.format_map(printable), en.format_map(printable))


def _printable(text: str) -> str:
    """Names and errors may hold what moves a terminal's cursor, or be without end."""
    shown = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return shown if len(shown) <= 500 else shown[:500] + "…"
