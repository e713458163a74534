"""Thin Django: tables, reads, writes and faces, one room per noun."""
