"""Worked households with what each edition answers: read by the tests and printed in the book."""
