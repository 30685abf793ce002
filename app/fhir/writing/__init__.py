"""Facts, findings and plans become FHIR R4 again. Plain structures, built once, encoded once."""
