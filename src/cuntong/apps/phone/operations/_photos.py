"""Pictures that phones send ahead of their entries: kept once under the id made on the phone."""

import io
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence

from ..models import Handset, PhonePhoto

MOST_PHOTO_BYTES = 4 * 1024 * 1024
"""The phone makes every picture smaller (about 300 kB); what is larger did not come from it."""


@transaction.atomic
def keep_photo(*, photo_id: UUID, content: bytes, handset: Handset, by: User, at: datetime) -> PhonePhoto:
    """Keeps a picture as evidence that may show people; the same one again changes nothing.

    Raises:
        ValidationError: no picture, too large, or other content under a known id.
    """
    digest = sha256(content).hexdigest()
    Handset.objects.select_for_update().get(pk=handset.pk)
    if known := PhonePhoto.objects.filter(pk=photo_id).first():
        if known.sha256 != digest:
            raise ValidationError(_("Another picture has this id already. Take it again."))
        return known
    if len(content) > MOST_PHOTO_BYTES:
        limit = MOST_PHOTO_BYTES // (1 << 20)
        raise ValidationError(_("The picture is larger than %(limit)s MB.") % {"limit": limit})
    document = evidence.keep(
        file=io.BytesIO(content), filename=f"{photo_id}.jpg", by=by, at=at, personal=True
    )
    if not document.media_type.startswith("image/"):
        raise ValidationError(_("This is not a picture."))
    return PhonePhoto.objects.create(
        pk=photo_id, handset=handset, document=document, sha256=digest, received_at=at
    )
