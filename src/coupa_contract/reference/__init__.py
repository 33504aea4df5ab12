"""A faithful instance of the API on localhost: a small application over SQLite, for people and for the suite itself.

It shares no deciding code with the checks: its table of members (`elements.csv`) and of operations is its own.
"""
