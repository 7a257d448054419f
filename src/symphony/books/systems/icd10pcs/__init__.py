"""ICD-10-PCS: tables, index, definitions, codes, order files, addenda."""
