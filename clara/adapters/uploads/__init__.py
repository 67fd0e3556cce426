"""Files that come in with a form, for whichever door takes it."""
