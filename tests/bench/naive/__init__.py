"""The service as it is usually written first: what G6 compares against."""
