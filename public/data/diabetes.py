"""Writes diabetes.npy: 10 measurements of 442 patients and how far their diabetes had come a year later, a row each, as
4-byte floats. Needs numpy.

The table is the one of the crate linfa-datasets 0.8.1 (static.crates.io, SHA-256 of the archive below), which is
scikit-learn's: every measurement less its mean, divided so that its squares sum to 1.
"""

import gzip
import hashlib
import io
import tarfile
import urllib.request
from pathlib import Path

import numpy as np

ARCHIVE = "https://static.crates.io/crates/linfa-datasets/linfa-datasets-0.8.1.crate"
SHA_256 = "84ee65c17bcdd784ce5c094d4e383409e2e6e6d9f83c73cb38285ae79a11b26b"

archive = urllib.request.urlopen(ARCHIVE).read()
assert hashlib.sha256(archive).hexdigest() == SHA_256
folder = tarfile.open(fileobj=io.BytesIO(archive))


def table(name):
    return np.loadtxt(gzip.open(folder.extractfile(f"linfa-datasets-0.8.1/data/{name}.csv.gz")), delimiter=",", ndmin=2)


inputs, targets = table("diabetes_data"), table("diabetes_target").reshape(-1, 1)
np.save(Path(__file__).with_name("diabetes.npy"), np.hstack([inputs, targets]).astype("<f4"))
