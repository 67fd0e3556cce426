"""The REST door: parse, run, present. Paths and messages are public design, written by hand."""
