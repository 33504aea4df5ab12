"""Recordings: what a run sent and received, scenario by scenario, kept as vcrpy cassettes. The only door to vcrpy."""
