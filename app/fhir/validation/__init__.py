"""Strict R4 validation: what the generated types cannot say, and the complete list of errors."""
