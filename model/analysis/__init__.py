"""What depends on what: analyses of one model on one sentence, as frozen results."""
