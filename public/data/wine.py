"""Writes winequality-red.npy: 11 measurements and the grade of 1599 red wines, a row each, as 4-byte floats. Needs numpy.

The table is the one of the crate linfa-datasets 0.8.1 (static.crates.io, SHA-256 of the archive below), which holds the
file winequality-red.csv of the UCI repository.
"""

import csv
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
table = tarfile.open(fileobj=io.BytesIO(archive)).extractfile("linfa-datasets-0.8.1/data/winequality-red.csv.gz")
rows = list(csv.reader(io.TextIOWrapper(gzip.open(table))))[1:]
np.save(Path(__file__).with_name("winequality-red.npy"), np.array(rows, dtype=np.float64).astype("<f4"))
