"""Two entries of one organization become one, and everything that was done under either name is still there."""
