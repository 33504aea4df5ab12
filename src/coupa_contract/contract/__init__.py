"""The document, dialects, requirements, sources and life cycle as values."""
