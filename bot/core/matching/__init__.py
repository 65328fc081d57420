"""From a message to the intent it asks for: features, weights learnt from the examples, RapidFuzz, one confidence."""
