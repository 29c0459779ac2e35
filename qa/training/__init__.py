"""Fitting what the answers rest on: the reader's weights, and the calibration of its probabilities."""
