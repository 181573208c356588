"""The pages of an account: register, sign in, Nafath, a forgotten password, notices."""
