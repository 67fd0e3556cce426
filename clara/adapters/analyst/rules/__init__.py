"""The analyst that needs no model and no network: words as data, own grammars, and a coverage check."""
