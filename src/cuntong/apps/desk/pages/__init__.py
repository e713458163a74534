"""Pages of the desk itself: saved views, and in development the gallery of components."""

from ._gallery import gallery
from ._saved_views import delete_view, save_view

__all__ = ["delete_view", "gallery", "save_view"]
