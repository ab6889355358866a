"""A table that people made, understood as a plan: which column says what, what has to be asked, what is wrong.

Pure: it reads no database and writes none. columns → questions → tree.
"""
