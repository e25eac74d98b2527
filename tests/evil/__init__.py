"""A broker that lies, between the agent's real code and the console's."""
