"""What a stopped run finished is kept, on record, and taken up by the next run with the same inputs."""
