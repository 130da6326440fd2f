"""What the database does for stories: triggers that guard published editions, and two indexes of words.

Each file declares one of them. newsroom/database.py installs them after every `migrate`.
"""
