"""Every label of the interface has its Chinese words: one translation each, none empty, none left over."""

import io
import re
from dataclasses import dataclass, field

import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
WITH_CONTEXT = {name for name in KEYWORDS if "pgettext" in name}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@dataclass
class Label:
    """A text of the interface: where it is used, and what the rooms' catalogues say in Chinese."""

    places: list[str] = field(default_factory=list)
    translations: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by catalogue
    is_fuzzy: bool = False


@pytest.fixture(scope="module")
def labels(source, root):
    """(context, English text) -> label, from every page, template and catalogue of the house."""
    found = {}
    for path in _sources(source):
        place = str(path.relative_to(root))
        for key in _used_in(path.read_text(encoding="utf-8"), is_template=path.suffix != ".py"):
            found.setdefault(key, Label()).places.append(place)
    for path in sorted(source.rglob("locale/zh_Hans/LC_MESSAGES/*.po")):
        _add_translations(found, path, str(path.relative_to(root)))
    return found


def _sources(source):
    rooms = [source / floor for floor in ("apps", "config", "web")]
    paths = [path for room in rooms for kind in ("*.py", "*.html", "*.txt") for path in room.rglob(kind)]
    return sorted(path for path in paths if not {"vendor", "migrations"} & set(path.parts))


def _used_in(text, *, is_template):
    """Yield the keys (context, text) of the labels that a Python file or a template asks for."""
    if is_template:
        # What templatize leaves between the labels is no Python; only its lines' indentation would trip a reader.
        text = "\n".join(line.strip() for line in templatize(text, origin="template").splitlines())
    for _, name, messages, _ in extract_python(
        io.BytesIO(text.encode()), KEYWORDS, (), {"encoding": "utf-8"}
    ):
        texts = messages if isinstance(messages, tuple) else (messages,)
        context, texts = (texts[0], texts[1:]) if name in WITH_CONTEXT else (None, texts)
        if texts and texts[0]:
            yield context, texts[0]


def _add_translations(found, path, place):
    with path.open("rb") as readable:
        catalogue = read_po(readable, locale="zh_Hans", abort_invalid=True)
    for message in catalogue:
        if not message.id:
            continue
        text = message.id[0] if isinstance(message.id, tuple) else message.id
        label = found.setdefault((message.context, text), Label())
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        label.translations[place] = words
        label.is_fuzzy |= message.fuzzy
    if catalogue.obsolete:
        found.setdefault((None, f"obsolete entries in {place}"), Label()).translations[place] = ("",)


def _words(label):
    return [words for words in label.translations.values() if words and all(words)]


def test_every_label_has_its_chinese_words(labels):
    _none({key: label.places for key, label in labels.items() if label.places and not _words(label)})


def test_no_translation_is_a_guess(labels):
    _none({key: label.translations for key, label in labels.items() if label.is_fuzzy})


def test_the_same_label_says_the_same_in_every_room(labels):
    _none({key: label.translations for key, label in labels.items() if len(set(_words(label))) > 1})


def test_no_translation_is_left_over(labels):
    _none({key: list(label.translations) for key, label in labels.items() if not label.places})


def test_a_translation_keeps_its_placeholders(labels):
    _none({key: _words(label) for key, label in labels.items() if not _keeps_placeholders(key[1], label)})


def _keeps_placeholders(text, label):
    wanted = set(PLACEHOLDER.findall(text))
    return all(set(PLACEHOLDER.findall(word)) == wanted for words in _words(label) for word in words)


def _none(found):
    """Fail with one line for each label, readable where pytest would shorten a dictionary."""
    assert not found, "\n".join(
        ["", *(f"{text!r} {about}" for (_, text), about in sorted(found.items(), key=str))]
    )


@pytest.mark.parametrize(
    ("text", "is_template", "expected"),
    [
        ("x = gettext_lazy('Station')", False, [(None, "Station")]),
        ("x = _('Two ' 'parts')", False, [(None, "Two parts")]),
        ("x = ngettext('%(n)d row', '%(n)d rows', n)", False, [(None, "%(n)d row")]),
        ("x = pgettext('month', 'May')", False, [("month", "May")]),
        ('<p>{% translate "Save" %}</p>', True, [(None, "Save")]),
        ('<p>{{ _("Save") }}</p>', True, [(None, "Save")]),
        ('  <p>it\'s\n {% translate "May" context "month" %}</p>', True, [("month", "May")]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", True, [(None, "Hello %(name)s")]),
        (
            "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            True,
            [(None, "%(n)s row")],
        ),
        (
            "{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}",
            True,
            [(None, "Two lines")],
        ),
    ],
)
def test_which_labels_are_found(text, is_template, expected):
    assert list(_used_in(text, is_template=is_template)) == expected
