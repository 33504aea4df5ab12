"""A run, drawn for people and machines."""
