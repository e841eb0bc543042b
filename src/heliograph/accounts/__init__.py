"""Who may come in: users, and the API tokens that speak for them."""
