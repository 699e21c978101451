"""What lessons compute beside the model's own trace: small cases that can be followed by hand."""
