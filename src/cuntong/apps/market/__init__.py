"""Produce up: firms settled in the centre, shops, livestreams, and products shown at fairs."""
