"""Forms of parcels: they translate what people enter."""

# --- shelf ---
from ._shelf import CloseForm, HandOutForm, ProblemForm, SendBackForm, ShelvesForm, TrackForm, UndoForm

__all__ = [
    "CloseForm",
    "HandOutForm",
    "ProblemForm",
    "SendBackForm",
    "ShelvesForm",
    "TrackForm",
    "UndoForm",
]
