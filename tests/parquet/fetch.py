"""Fetches every object below a prefix of a bucket.

fetch.py ENDPOINT BUCKET PREFIX FOLDER, with the key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

import os
import sys

import boto3


def main(endpoint, bucket, prefix, folder):
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for one in page.get("Contents", []):
            path = os.path.join(folder, one["Key"][len(prefix) :])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            client.download_file(bucket, one["Key"], path)


main(*sys.argv[1:])
