"""The policy as pure functions: facts in, a verdict out. It looks nothing up."""
