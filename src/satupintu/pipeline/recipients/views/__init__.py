"""Pages of recipients: who received what, the reports it comes from, the recipients that a person must look at."""
