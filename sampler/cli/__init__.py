"""Words: parse, call one step, render. Decides nothing."""
