"""Storage that speaks S3, on loopback and in memory, for tests."""

import contextlib

import boto3
from moto.server import ThreadedMotoServer

KEY = "testing"
REGION = "us-east-1"


@contextlib.contextmanager
def served():
    """Gives the address of a server that answers as S3 does until the end of the block."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


def client(address):
    """What looks into this storage without the site."""
    return boto3.client(
        "s3", endpoint_url=address, region_name=REGION, aws_access_key_id=KEY, aws_secret_access_key=KEY
    )


def environment(address, bucket):
    """The variables with which a site keeps its pictures there."""
    return {
        "MEDIA_S3_BUCKET": bucket,
        "MEDIA_S3_ENDPOINT": address,
        "MEDIA_S3_REGION": REGION,
        "MEDIA_S3_ACCESS_KEY": KEY,
        "MEDIA_S3_SECRET_KEY": KEY,
    }


def storages(address, bucket):
    """{alias: storage} as newsroom.settings makes them of these variables."""
    options = {
        "bucket_name": bucket,
        "endpoint_url": address,
        "region_name": REGION,
        "access_key": KEY,
        "secret_key": KEY,
    }
    return {
        alias: {
            "BACKEND": "newsroom.lib.object_storage.ObjectStorage",
            "OPTIONS": {**options, "location": folder},
        }
        for alias, folder in (("default", "media"), ("pending", "pending"))
    }
