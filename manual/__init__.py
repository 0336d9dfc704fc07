"""The manual: pages of `docs`, notebooks and a reference made from the code; `make manual` builds static files."""
