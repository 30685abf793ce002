"""The wire: FHIR R4 in and out; nothing else in the project knows FHIR."""
