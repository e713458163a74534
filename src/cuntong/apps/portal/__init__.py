"""Home by role: what is due, what contradicts, and a few figures with what became of them."""
