"""Other forms of rules, from the literature, that stand in place of the model's where evidence does not decide."""
