"""The commands: `cuntong --help` lists them; those that work on files need no database."""

from ._app import main

__all__ = ["main"]
