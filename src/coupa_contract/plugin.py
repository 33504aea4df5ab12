"""The pytest face of the suite."""
