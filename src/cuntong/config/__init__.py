"""Composition only: settings, root urls, the API root and the navigation."""
