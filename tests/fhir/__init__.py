"""Tests of the FHIR wire."""
