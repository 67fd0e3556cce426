"""Understanding questions with a language model, where rules alone do not. An optional extra."""
