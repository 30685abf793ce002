"""The table of contents of the medicine: every rule, in the order of the catalogue."""
