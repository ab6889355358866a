"""What each member organization took part in: meetings, reviews, commitments, and when it was last heard of."""
