"""The command line: for each theme the arguments of its commands, and what they do.

What a command does has its name, takes the parsed options and returns the exit status. The arguments import nothing
slow.
"""
