"""The benchmark's candidates, their rounds and its report."""
