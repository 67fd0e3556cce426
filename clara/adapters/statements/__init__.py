"""Card-statement files: CSV, XLSX and XLS, told apart by content, read as rows of cells."""
