"""The reconciler: one consistent, ordered set of codes."""
