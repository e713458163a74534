"""A room of the tests: one kind of job that does many small steps, so that it can be interrupted between two."""
