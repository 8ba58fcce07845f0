"""The signed-off proposal and the decree with its annex."""
