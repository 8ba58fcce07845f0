"""Other systems ask and tell through one door: the DCI Social Registry API, our own API, open data."""
