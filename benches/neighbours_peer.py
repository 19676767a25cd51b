"""scikit-learn's time for what benches/neighbours.rs times at one coordinate each: python3 benches/neighbours_peer.py"""

import time

import numpy
import sklearn
from sklearn.feature_selection import mutual_info_regression

print("scikit-learn", sklearn.__version__)
for n in (1024, 4096):
    rng = numpy.random.default_rng(1)
    x = rng.normal(size=(n, 1))
    y = 0.6 * x[:, 0] + 0.8 * rng.normal(size=n)
    seconds = []
    for _ in range(30):
        began = time.perf_counter()
        mutual_info_regression(x, y, n_neighbors=3, random_state=0)
        seconds.append(time.perf_counter() - began)
    print(f"{n} points: fastest {1e3 * min(seconds):.2f} ms, median {1e3 * numpy.median(seconds):.2f} ms")
