"""Joins every requirement of the catalogue with its rule, its parameters and its tests."""
