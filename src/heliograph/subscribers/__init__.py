"""Who wants to hear of what happens: addresses, and what each subscribed to.

Doors call the verbs in `subscriptions`.
"""
