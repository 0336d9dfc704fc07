"""Whether healed root causes win more than polished interactions, at any budget and horizon, in both markets."""
