"""The way of the data: collection, verification, registry, catalogue, recipients, screening, proposals, payments."""
