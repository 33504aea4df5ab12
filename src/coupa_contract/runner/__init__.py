"""Runs properties: where their arguments and answers come from, and what the verdicts are."""
