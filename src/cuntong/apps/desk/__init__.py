"""The frame of every page: lists with filters and export, formats of figures, saved views."""
