"""A nation's round in memory: of every row a few whole numbers, each in an array of its own, at the row's place.

DuckDB reads the cells and says what they mean; what is then asked of 28 million numbers (is this NIK sound, who is the
registry's, which lists hold it, who shares a telephone) is asked of sorted arrays, which takes a third of the time of
its joins. Where memory does not hold them, `satupintu.batch.large` asks the same in SQL, which may spill to disk; both
find the same, to the byte.
"""

BYTES_A_ROW = 80  # that they take at most, for each row of the round
