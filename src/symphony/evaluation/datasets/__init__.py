"""The shapes in which gold is published, each read by one adapter into ``gold.Dataset``."""
