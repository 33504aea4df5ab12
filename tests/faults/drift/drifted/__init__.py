"""Drifts that are planted in recordings of the reference instance, and variations of these that mean nothing."""
