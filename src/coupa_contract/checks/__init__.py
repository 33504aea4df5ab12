"""Pure functions from interactions to findings."""
