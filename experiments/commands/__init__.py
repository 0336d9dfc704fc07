"""The commands of ``cxsim``, one module each; heavy modules are imported when a command needs them."""
