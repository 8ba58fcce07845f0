"""Made-up cases with their truth: messy lists of people who do not exist, for tests, demo and benchmarks.

The truth of a row comes from how the row was made, never from the engine that is to be judged by it.
"""
