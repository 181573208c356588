"""The commands of `./daman`: they start, stop, test and show the product; nothing imports them."""
