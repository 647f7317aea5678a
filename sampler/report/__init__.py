"""What the registry knows, as documents for managers, officers and providers."""
