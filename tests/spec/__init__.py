"""The rules in officials' words: every test is a paragraph with its table of cases; `python -m tests.spec` prints them."""
