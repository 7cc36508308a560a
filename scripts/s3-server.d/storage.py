"""moto's service with a few buckets and users, and what tests ask of it behind its back."""

import hashlib
import json
import secrets

import boto3
import moto.settings
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.s3.models import s3_backends

REGION = "eu-central-1"
# Ours; one that our keys have no right to; one whose objects cannot be replaced.
OURS, THEIRS, LOCKED = "recordings", "somebody-elses", "locked-recordings"


class Quiet(MotoRequestHandler):
    """Writes no line for each request, and keeps connections as the real service does."""

    protocol_version = "HTTP/1.1"

    def log(self, *_):
        pass


class Storage:
    """The service, its state, and the keys of its users."""

    def __init__(self):
        self.application = DomainDispatcherApplication(create_backend_app)
        self.facts = {"region": REGION, "bucket": OURS, "their_bucket": THEIRS, "locked_bucket": LOCKED}

    def furnish(self, endpoint):
        """Makes buckets and users by ordinary requests, and from then on lets nobody in without a signature."""
        client = {"region_name": REGION, "endpoint_url": endpoint, "aws_access_key_id": "x", "aws_secret_access_key": "x"}
        s3, iam = boto3.client("s3", **client), boto3.client("iam", **client)
        place = {"LocationConstraint": REGION}
        for bucket in (OURS, THEIRS, LOCKED):
            s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration=place, ObjectLockEnabledForBucket=bucket == LOCKED,
            )
        known = [OURS, LOCKED, "not-there"]
        for name, action in (("exporter", "s3:*"), ("reader", ["s3:GetObject", "s3:ListBucket", "s3:HeadBucket"])):
            iam.create_user(UserName=name)
            statement = {
                "Effect": "Allow", "Action": action,
                "Resource": [f"arn:aws:s3:::{bucket}{rest}" for bucket in known for rest in ("", "/*")],
            }
            policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=policy)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            self.facts[name] = {"key_id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}
        moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = 0

    @staticmethod
    def _bucket(name):
        return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].get_bucket(name)

    def objects(self, bucket):
        """What lies in a bucket: its keys, with length, hash, and what was said of each."""
        return {key: self._described(found) for key, found in self._bucket(bucket).keys.items()}

    @staticmethod
    def _described(found):
        return {
            "bytes": found.size,
            "sha256": hashlib.sha256(found.value).hexdigest(),
            "metadata": dict(found.metadata),
            "storage_class": found.storage_class,
            "encryption": found.encryption,
            "kms_key": found.kms_key_id,
        }

    def uploads(self, bucket):
        """Uploads in parts that nobody has completed or given up: the key of each, and how many parts it has."""
        return [{"key": found.key_name, "parts": len(found.parts)} for found in self._bucket(bucket).multiparts.values()]

    def begin_upload(self, bucket, key):
        """Leaves an upload behind, as a program does that is killed."""
        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].create_multipart_upload(
            bucket, key, metadata={}, storage_type="STANDARD", tags={}, acl=None, sse_encryption=None, kms_key_id=None,
        )
