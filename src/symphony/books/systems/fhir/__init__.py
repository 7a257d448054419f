"""Any system as a FHIR CodeSystem, with ConceptMap and ValueSet."""
