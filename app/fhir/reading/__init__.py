"""From the body of a request to a Record of facts; one file a resource type."""
