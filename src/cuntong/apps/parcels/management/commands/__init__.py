"""Commands for the shell of the server, one a module."""
