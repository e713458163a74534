"""Commands for the shell of the server."""
