"""Workbooks on their way into any room: upload, preview, every error at once, dry run, commit, undo."""
