"""Any classification in ClaML 2 or 3."""
