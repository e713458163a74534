"""Stations visited by checklist, people called back, problems until they are mended, grades, and a keeper replaced."""
