"""Reads of coordination: which plans a person sees, a plan as a matrix, and who is late."""
