"""Pseudonyms."""


class Pseudonyms:
    """Soon."""
