"""Proposals: the smallest edits of a document that make it true of what was observed, each proved before it is told."""
