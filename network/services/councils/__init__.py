"""What is done about councils: bodies, meetings, answers, notes, actions, papers."""
