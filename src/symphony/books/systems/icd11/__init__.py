"""ICD-11 MMS, from the simple tabulation of the WHO."""
