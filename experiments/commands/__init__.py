"""The commands of ``cxsim``, one room each; what is heavy is imported when a command needs it."""
