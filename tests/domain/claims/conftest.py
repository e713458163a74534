"""Reports for the tests: a text in, its findings out."""

import pytest

from cuntong.domain.claims import check, read_document


@pytest.fixture(scope="session")
def findings():
    """Return the findings of a text, of one kind or of all."""

    def find(text, kind=None, grade=None):
        found = check(read_document(text.encode(), "report.txt"))
        return [
            item for item in found if (not kind or item.kind == kind) and (not grade or item.grade == grade)
        ]

    return find
