"""Writes the strict R4 models of `app/fhir/r4` from the official definitions."""
