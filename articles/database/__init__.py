"""What the database itself does for the stories: it guards the record and keeps two indexes of words.

Declared here, a file a subject; newsroom/database.py gathers them and has them stand after every `migrate`.
"""
