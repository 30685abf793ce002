"""The service's doors over HTTP. With main.py, the only place that imports FastAPI."""
