"""Writes digits.npy: the 8x8 digits as bytes, 64 pixels and the label a row. Needs numpy and scikit-learn."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
rows = np.column_stack([digits.data, digits.target]).astype(np.uint8)
np.save(Path(__file__).with_name("digits.npy"), rows)
