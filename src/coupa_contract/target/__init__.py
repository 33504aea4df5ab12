"""The edge to an instance: guard, credentials, pace, transport."""
