"""Analyses of one sentence or of many: frozen results with labelled axes, usable from Python and on the pages."""
