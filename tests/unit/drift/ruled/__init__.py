"""Samples for the rules of drift."""
