"""Letters (SKU) of a village: drafted, signed, proved by their QR."""
