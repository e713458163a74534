from __future__ import annotations

from cuntong.domain.values import BilingualError


class SamplingError(BilingualError):
    """The sample cannot be drawn, or nothing can be said from what was checked; the message says why."""
