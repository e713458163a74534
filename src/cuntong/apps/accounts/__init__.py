"""People, their roles, and the places or organisation they answer for."""
