"""Cases in clinic words: a person, the record, and the whole answer worked out by hand."""
