"""A text in the words of a report in, the class of what is found in it out."""

from cuntong.domain.claims import SealedFigures, check, read_document

CLASSES = {"contradiction": "矛盾", "question": "须核实", "notice": "提示"}


def verdict(text: str, kind: str, sealed: SealedFigures | None = None) -> str:
    """Return the gravest class of a kind found in the text ("/" begins a new line), "—" for none."""
    document = read_document(text.replace(" / ", "\n").encode(), "report.txt")
    found = [item.grade for item in check(document, sealed) if item.kind == kind]
    return CLASSES[found[0]] if found else "—"
