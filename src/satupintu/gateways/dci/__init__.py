"""DCI's Social Registry API 1.0 as it goes over the wire: envelopes, checks, queries, records, signatures, callbacks.

The specification lies in `spec/` with its licence (Apache-2.0). Nothing here knows Django or the database: what is
found and who may find it is satupintu.interop's.
"""
