"""Documents with their digest, links to records, and the append-only trail of who did what."""
