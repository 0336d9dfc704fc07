"""Pictures as SVG from plain numbers, a few milliseconds each: shared by pages and the app, without any library."""
