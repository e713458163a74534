"""What a report is checked for, in officials' words: `python -m tests.spec.checks` prints the page."""
