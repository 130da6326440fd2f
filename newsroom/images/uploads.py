"""How much of an uploaded file is received at all: one byte beyond the limit is enough to refuse it."""

from django.core.files.uploadhandler import FileUploadHandler

from newsroom.images.ingest import MAX_BYTES


class LimitedUpload(FileUploadHandler):
    """Stands before the handlers that keep a file and lets nothing through to them beyond the limit.

    The form then finds a file that is too large and says so; memory and disk never saw the rest.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= MAX_BYTES else None

    def file_complete(self, file_size):
        return None
