"""Courses, sessions, sign-in rows, certificates, and what became of the trainees."""
