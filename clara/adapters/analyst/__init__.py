"""Analysts: they understand questions, and never see a card transaction."""
