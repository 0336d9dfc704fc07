"""The story of one customer: its diary, how events are told, and next week rehearsed."""
