"""Whom a bank or a proposer dropped from a finished round, and what those people have in common that no criterion says.

job.find_gaps(connection, inputs, out)   writes gaps.json and to_ask.parquet
people                                   one row for each person of the round whose fate the outcome file tells
patterns                                 what people have in common, counted, and the patterns that stand out
odds                                     the odds of being dropped beside everybody else's, and how sure that is

A pattern is a question, never a verdict: it says that people were dropped for what no article names, or for something
that goes along with it. Those who dropped them are asked for the reason.
"""
