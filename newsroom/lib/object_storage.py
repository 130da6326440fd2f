"""Files in storage that speaks S3, private to the site: their addresses are the site's own, as on a disk.

Whatever asks for a file that is not there gets FileNotFoundError, as from a disk. The only mode is reading;
files are written whole, by `save()`.
"""

from contextlib import contextmanager
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

NOT_FOUND = 404
# A thread of the server waits for the storage no longer than a reader would.
PATIENCE = {"connect_timeout": 3, "read_timeout": 20, "retries": {"mode": "standard", "max_attempts": 3}}
# Storages that are not Amazon's may refuse the checksums that Amazon's would like to have.
PLAIN = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}


class ObjectStorage(S3Storage):
    """A folder (`location`) of a bucket. Threads may share it."""

    def __init__(self, **options):
        super().__init__(**{"file_overwrite": False, **options})
        self.client_config = self.client_config.merge(Config(**PATIENCE, **PLAIN))

    def url(self, name, *args, **kwargs):
        """The address under MEDIA_URL, which newsroom.images.views answers. The bucket itself has none."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def get_modified_time(self, name):
        with _missing_as_on_a_disk(name):
            return super().get_modified_time(name)

    def complaint(self):
        """What is wrong with the bucket, in the words of the storage; "" if its files can be listed."""
        try:
            self.connection.meta.client.list_objects_v2(
                Bucket=self.bucket_name, Prefix=self.location, MaxKeys=1
            )
        except (ClientError, BotoCoreError) as error:
            return str(error)
        return ""

    def _open(self, name, mode="rb"):
        """The file in memory, by one request."""
        if mode != "rb":
            raise ValueError(f"Files of this storage are opened for reading, not with {mode!r}.")
        with _missing_as_on_a_disk(name):
            found = self.bucket.Object(self._normalize_name(clean_name(name))).get()
        return ContentFile(found["Body"].read(), name=name)


@contextmanager
def _missing_as_on_a_disk(name):
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == NOT_FOUND:
            raise FileNotFoundError(f"There is no file {name!r}.") from error
        raise
