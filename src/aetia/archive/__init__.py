"""Web archives in and out: WARC and WACZ."""
