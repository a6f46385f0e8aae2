"""Is what is imported what the files say, and is one publication one study?"""
