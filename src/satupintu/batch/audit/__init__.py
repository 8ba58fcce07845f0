"""What an auditor will find in a paid list, found before they do: a decree, payments and reference lists in.

job.audit(connection, inputs, out)     writes findings.parquet, findings.json and to_examine.parquet
categories.CATEGORIES                  what is looked for, and in which list
"""
