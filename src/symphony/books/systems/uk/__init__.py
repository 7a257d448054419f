"""ICD-10 5th edition and OPCS-4 as NHS England publishes them on TRUD."""
