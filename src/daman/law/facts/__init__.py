"""The words a rule may ask about, and the strict reading of a household into them."""
