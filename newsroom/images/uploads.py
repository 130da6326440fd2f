"""Limits how much of an uploaded file is received: one byte more than the limit is enough to refuse it."""

from django.core.files.uploadhandler import FileUploadHandler

from newsroom.images.ingest import MAX_BYTES


class LimitedUpload(FileUploadHandler):
    """Comes before the handlers that store a file and passes them no bytes beyond the limit.

    The form then finds a file that is too large and says so; the rest is never in memory or on disk.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= MAX_BYTES else None

    def file_complete(self, file_size):
        return None
