"""What the house says in Chinese is what is shown: no library's word of the same spelling takes its place."""

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils import translation

CATALOGUES = [
    path
    for room in apps.get_app_configs()
    if room.name.startswith("cuntong.")
    for path in [f"{room.path}/locale/zh_Hans/LC_MESSAGES/django.po"]
]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.split("/")[-5])
def test_the_words_of_a_room_are_the_words_on_its_pages(path):
    with open(path, "rb") as file:
        catalogue = [message for message in read_po(file) if message.id and isinstance(message.id, str)]
    with translation.override("zh-hans"):
        shown = {(one.context, one.id): _shown(one) for one in catalogue}
    assert shown == {(one.context, one.id): one.string for one in catalogue}


def _shown(message):
    if message.context:
        return translation.pgettext(message.context, message.id)
    return translation.gettext(message.id)
