"""`drift` and its commands: what the API does now that it did not do, or does not document."""
