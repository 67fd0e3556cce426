"""Card transactions written out: CSV, JSON Lines, XLSX, each with a manifest."""
