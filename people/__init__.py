"""Facts about public life: persons, organizations, posts, appointments, citations; knows no article."""
