"""What is held about a person: shown and handed over (holdings), and taken out (erasing). Law 1581 of 2012."""
