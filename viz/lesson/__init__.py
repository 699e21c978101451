"""What lessons are made of besides figures: their prose in both languages, and their questions."""
