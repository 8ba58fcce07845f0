"""Rounds: lists in, decisions out."""
