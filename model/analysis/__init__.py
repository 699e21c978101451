"""Analyses: what a trace, or several, say about a model. Results are frozen values with labelled axes."""
