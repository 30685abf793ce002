"""Benchmarks: measured claims of the project, side by side in one run."""
