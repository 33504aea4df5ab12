"""The rules of drift: each module holds the rules of one area, and the functions that find them."""
