"""The FHIR routes: operations, $validate, kept resources, metadata."""
