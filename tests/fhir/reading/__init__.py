"""Tests of reading: from the body of a request to the record of facts."""
