"""What drifted: a table for a terminal, a tree of one operation, Markdown, SARIF, and the records of a stream."""
