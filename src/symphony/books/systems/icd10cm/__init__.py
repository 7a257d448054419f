"""ICD-10-CM, the diagnosis codes of the United States (CDC/NCHS)."""
