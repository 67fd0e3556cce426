"""Telling companies' programs what happened, by signed requests to addresses that they name."""
