"""The peers' times for what the benches here time: python3 benches/peers.py (needs numpy and scikit-learn; one core: taskset -c 0)."""

import time

import numpy
import sklearn
from sklearn.feature_selection import mutual_info_regression

N, UNITS, REPEATS = 4096, 10, 15


def kolchinsky_tracey(layer, labels, variance):
    """Upper bounds on I(X;T) and I(T;Y) in nats, all pairs at once."""

    def bound(points):
        norms = (points**2).sum(1)
        distances = numpy.maximum(norms[:, None] + norms[None, :] - 2 * points @ points.T, 0)
        return -numpy.log(numpy.exp(-distances / (2 * variance)).mean(1)).mean()

    within = sum((labels == c).mean() * bound(layer[labels == c]) for c in numpy.unique(labels))
    return bound(layer), bound(layer) - within


def joint_bins(layer, labels):
    """H(T) and I(T;Y) in nats of 30 bins over [-1, 1], rows of cells told apart as one void each."""
    cells = numpy.ascontiguousarray(numpy.digitize(layer, numpy.linspace(-1, 1, 30)).astype(numpy.int8))
    cells = cells.view(numpy.dtype((numpy.void, cells.shape[1]))).ravel()

    def entropy(codes):
        p = numpy.unique(codes, return_counts=True)[1] / len(codes)
        return -(p * numpy.log(p)).sum()

    within = sum((labels == c).mean() * entropy(cells[labels == c]) for c in numpy.unique(labels))
    return entropy(cells), entropy(cells) - within


def timed(name, call):
    seconds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - began)
    print(f"{name}: fastest {1e3 * min(seconds):.2f} ms, median {1e3 * numpy.median(seconds):.2f} ms")


rng = numpy.random.default_rng(1)
layer = numpy.tanh(rng.normal(size=(N, UNITS)))
labels = rng.integers(0, 2, N)
x = rng.normal(size=(N, 1))
y = 0.6 * x[:, 0] + 0.8 * rng.normal(size=N)
print("numpy", numpy.__version__, "scikit-learn", sklearn.__version__)
timed(f"noise bounds, {N} x {UNITS}, variance 0.001", lambda: kolchinsky_tracey(layer, labels, 1e-3))
timed(f"noise bounds, {N} x {UNITS}, variance 0.1", lambda: kolchinsky_tracey(layer, labels, 1e-1))
timed(f"joint bins, {N} x {UNITS}", lambda: joint_bins(layer, labels))
timed(f"KSG 1, k = 3, {N} points, 1 + 1", lambda: mutual_info_regression(x, y, n_neighbors=3, random_state=0))
