"""Any system as a plain table: CSV, TSV or XLSX."""
