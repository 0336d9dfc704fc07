"""A copy of the page: a folder of static files with answers computed beforehand, for any browser and no program."""
