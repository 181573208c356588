"""The decisions that were issued, and each one's letter, for the staff who may read them."""
