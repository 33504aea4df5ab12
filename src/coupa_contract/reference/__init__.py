"""A faithful instance of the API on localhost."""
