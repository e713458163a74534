"""Writes of saved views. They are a person's bookmarks, not records, and leave no trail."""

from .models import SavedView
from .queries import without_passing


def save_view(*, user, path: str, name: str, query: str) -> SavedView:
    """Keep a list's conditions under a name; the same name again replaces the conditions."""
    view, _created = SavedView.objects.update_or_create(
        user=user, path=path, name=name, defaults={"query": without_passing(query)}
    )
    return view


def delete_view(*, user, pk: int) -> SavedView:
    """Forget one of this person's views and return what it was; SavedView.DoesNotExist for anybody else's."""
    view = SavedView.objects.get(user=user, pk=pk)
    SavedView.objects.filter(pk=view.pk).delete()
    return view
