"""Shapes that leave through more than one door: what callers see of entities and results."""
