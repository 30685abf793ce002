"""Mutation testing of the rules and the words of the clinic."""
