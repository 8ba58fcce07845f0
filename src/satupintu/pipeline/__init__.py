"""The way of the data: catalogue, screening, proposals, payments."""
