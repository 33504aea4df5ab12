"""Proves whether an instance of the Coupa Invoices API keeps its published contract."""

__version__ = "0.1.0"
