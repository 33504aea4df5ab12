"""What was observed of an API, and how it differs from a document, an earlier observation, or another document. Pure."""
