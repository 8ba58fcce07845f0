"""Reads of verification: queues, their age, a submission's facts and its history."""
