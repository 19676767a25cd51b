"""Losses of trained bottlenecks and their gradients, from their formulas, in JAX on the CPU in f64.

    python3 -m venv /tmp/venv-jax && /tmp/venv-jax/bin/pip install jax==0.10.2 numpy
    /tmp/venv-jax/bin/python tests/oracles/losses.py > tests/oracles/losses.json

Information is in nats. Rates and distortions are summed over dimensions or pixels and averaged over the batch.

Layout of losses.json
---------------------
{"command": ..., "trained": {NAME: CASE}, "penalties": {NAME: CASE}, "cauchy_schwarz": {...}}

CASE, with R = 2 replicas of one network:
    about         the formulas in words
    inputs        [n][inputs], the same for both replicas
    labels        [n], classes; or
    targets       [n][outputs], pixels or numbers
    noise         [draws][n][K], standard normal, the same for both replicas: z = mean + deviation * noise, and all means
                  are over draws and rows
    beta          [R], the weight of the rate
    parameters    encoder, decoder: lists of layers {"weight": [R][out][in], "bias": [R][out]}, tanh between them;
                  the encoder's first K outputs are the mean and the others, if any, rho
                  prior, if learned: {"mean": [R][K][C], "log_variance": [R][K][C], "logits": [R][C]} of C components
                  (classes for the conditional entropy bottleneck, which has no logits; 1 for a single normal)
                  phi [R], log_variance [R]: see about
    distortion, rate, loss      [R]
    gradients     of each replica's own loss, shaped as parameters
Other keys are said in about. Penalties share one network: their cases have only what differs from trained["vib-exp"].

cauchy_schwarz, for the kernel exp(-|a - b|^2 / 2 sigma^2), with K on x, L on y, M on yhat, Q on t, N = L between yhat (rows)
and y (columns):
    x [n][3], y [n][1], yhat [n][1], t [n][2], sigma
    divergence_paper, divergence_code   {"value", "yhat": gradient [n][1]}
                  D_CS(p(y|x); q(yhat|x)) = ln S(L) + ln S(M) - 2 ln S(N), S(A) = sum_j sum_i K_ji A_ji / d_j, with
                  d_j = (sum_i K_ji)^2 in the paper and sum_i K_ji^2 in the released code (which takes log2)
    mutual_information                  {"value", "t": gradient [n][2]}
                  I_CS(x;t) = ln(tr(KQ)/n^2) + ln(1'K1 1'Q1/n^4) - 2 ln(1'KQ1/n^3)
    normalised                          {"value", "t"}: I_CS(x;t) / sqrt(I_CS(x;x) I_CS(t;t))
    hsic                                {"value", "t"}: tr(KHQH)/n^2, H = I - 11'/n
"""

import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_platforms", "cpu")
jax.config.update("jax_enable_x64", True)

R, N, INPUTS, HIDDEN, K, CLASSES, PIXELS = 2, 6, 5, 7, 2, 3, 4
LABELS = [0, 2, 1, 1, 0, 2]
rng = np.random.default_rng(20170507)


def rounded(values):
    """What is drawn is written in full."""
    return np.round(values, 4)


def normal(*shape, scale=1.0):
    return rounded(scale * rng.standard_normal(shape))


def layer(fan_in, fan_out):
    return {"weight": normal(R, fan_out, fan_in, scale=fan_in**-0.5), "bias": normal(R, fan_out, scale=0.3)}


INPUT_ROWS = normal(N, INPUTS)
NOISE = normal(1, N, K)
BETA = np.array([0.3, 1.2])


def network(layers, rows):
    """rows [n, in], for one replica's layers."""
    for i, one in enumerate(layers):
        rows = rows @ one["weight"].T + one["bias"]
        if i + 1 < len(layers):
            rows = jnp.tanh(rows)
    return rows


def log_sum_exp(values, axis):
    highest = jnp.max(values, axis=axis, keepdims=True)
    return jnp.squeeze(highest, axis) + jnp.log(jnp.sum(jnp.exp(values - highest), axis=axis))


def softplus(x):
    return jnp.maximum(x, 0.0) + jnp.log1p(jnp.exp(-jnp.abs(x)))


# Codes: mean and deviation, [n, K] each.


def softplus_code(outputs, parameters):
    return outputs[:, :K], softplus(outputs[:, K:] - 5.0)


def exponential_code(outputs, parameters):
    return outputs[:, :K], jnp.exp(jnp.clip(outputs[:, K:], -10.0, 10.0) / 2.0)


def unit_code(outputs, parameters):
    return outputs, jnp.ones_like(outputs)


def shared_code(outputs, parameters):
    return outputs, jnp.sqrt(softplus(parameters["phi"])) * jnp.ones_like(outputs)


# Rates by dimension, or in one number: from means, deviations and samples z [draws, n, K].


def log_normal(z, mean, variance):
    """Summed over the last axis."""
    return jnp.sum(-0.5 * (jnp.log(2.0 * jnp.pi * variance) + (z - mean) ** 2 / variance), axis=-1)


def divergence(mean, deviation, prior_mean, prior_variance):
    """KL(N(mean, deviation^2) || N(prior_mean, prior_variance)) of each dimension."""
    ratio = (deviation**2 + (mean - prior_mean) ** 2) / prior_variance
    return 0.5 * (ratio - 1.0 + jnp.log(prior_variance)) - jnp.log(deviation)


def standard_rate(mean, deviation, z, parameters, labels):
    return jnp.mean(divergence(mean, deviation, 0.0, 1.0), axis=0)


def diagonal_rate(mean, deviation, z, parameters, labels):
    prior = parameters["prior"]
    return jnp.mean(divergence(mean, deviation, prior["mean"][:, 0], jnp.exp(prior["log_variance"][:, 0])), axis=0)


def mixture_rate(mean, deviation, z, parameters, labels):
    prior = parameters["prior"]
    log_weight = prior["logits"] - log_sum_exp(prior["logits"], 0)
    each = [
        log_weight[c] + log_normal(z, prior["mean"][:, c], jnp.exp(prior["log_variance"][:, c]))
        for c in range(prior["logits"].shape[0])
    ]
    marginal = log_sum_exp(jnp.stack(each), 0)
    return jnp.mean(log_normal(z, mean, deviation**2) - marginal)


def class_rate(mean, deviation, z, parameters, labels):
    prior = parameters["prior"]
    of_class = prior["mean"].T[labels], jnp.exp(prior["log_variance"].T[labels])
    return jnp.mean(divergence(mean, deviation, *of_class), axis=0)


def sampled_class_rate(mean, deviation, z, parameters, labels):
    prior = parameters["prior"]
    of_class = prior["mean"].T[labels], jnp.exp(prior["log_variance"].T[labels])
    return jnp.mean(log_normal(z, mean, deviation**2) - log_normal(z, *of_class))


def pairwise(mean, variance, factor):
    distances = jnp.sum((mean[:, None, :] - mean[None, :, :]) ** 2, axis=-1)
    return -jnp.mean(log_sum_exp(-distances / (factor * variance), 1) - jnp.log(mean.shape[0]))


def pairwise_rate(mean, deviation, z, parameters, labels):
    return pairwise(mean, softplus(parameters["phi"]), 2.0)


# Distortions from the decoder's outputs [draws, n, outputs].


def categorical(outputs, case, parameters):
    log_probabilities = outputs - log_sum_exp(outputs, 2)[..., None]
    return -jnp.mean(jnp.stack([log_probabilities[:, i, label] for i, label in enumerate(case["labels"])]))


def bernoulli(outputs, case, parameters):
    x = case["targets"]
    # -x ln sigma(a) - (1 - x) ln(1 - sigma(a))
    return jnp.mean(jnp.sum(x * softplus(-outputs) + (1.0 - x) * softplus(outputs), axis=-1))


def gaussian(outputs, case, parameters):
    variance = jnp.exp(parameters["log_variance"])
    return jnp.mean(0.5 * jnp.log(2.0 * jnp.pi * variance) + (case["targets"] - outputs) ** 2 / (2.0 * variance))


def linear(rate):
    return rate


def parts(code, rate, distortion, case, parameters):
    """Distortion and rate by dimension of one replica."""
    mean, deviation = code(network(parameters["encoder"], jnp.asarray(case["inputs"])), parameters)
    z = mean + deviation * jnp.asarray(case["noise"])
    by_dimension = rate(mean, deviation, z, parameters, np.array(case.get("labels", [0] * N)))
    return distortion(network(parameters["decoder"], z), case, parameters), jnp.atleast_1d(by_dimension)


def solved(case, code=exponential_code, rate=standard_rate, distortion=categorical, penalty=linear, least=0.0):
    found = {"distortion": [], "rate": [], "loss": [], "gradients": []}
    for r in range(R):
        own = jax.tree.map(lambda values: jnp.asarray(values[r]), case["parameters"])

        def loss(parameters):
            cost, by_dimension = parts(code, rate, distortion, case, parameters)
            counted = jnp.sum(jnp.maximum(by_dimension, least)) if least else jnp.sum(by_dimension)
            return cost + case["beta"][r] * penalty(counted), (cost, jnp.sum(by_dimension))

        (value, (cost, nats)), gradients = jax.value_and_grad(loss, has_aux=True)(own)
        found["distortion"].append(cost)
        found["rate"].append(nats)
        found["loss"].append(value)
        found["gradients"].append(gradients)
    found["gradients"] = jax.tree.map(lambda *replicas: jnp.stack(replicas), *found["gradients"])
    return {**case, **found}


def case(about, heads=2 * K, encoder=None, outputs=CLASSES, **more):
    parameters = {
        "encoder": encoder or [layer(INPUTS, HIDDEN), layer(HIDDEN, heads)],
        "decoder": [layer(K, outputs)],
        **more.pop("parameters", {}),
    }
    answer = {} if "targets" in more else {"labels": LABELS}
    return {
        "about": about,
        "inputs": INPUT_ROWS,
        **answer,
        "noise": NOISE,
        "beta": BETA,
        "parameters": parameters,
        **more,
    }


def learned_prior(components, with_logits):
    prior = {"mean": normal(R, K, components), "log_variance": normal(R, K, components, scale=0.5)}
    return {"prior": {**prior, "logits": normal(R, components)} if with_logits else prior}


trained = {}
trained["vib-softplus"] = solved(
    case("s = softplus(rho - 5); prior N(0, 1); categorical decoder; two draws of the code", noise=normal(2, N, K)),
    code=softplus_code,
)
trained["vib-exp"] = solved(case("s = exp(rho / 2); prior N(0, 1); categorical decoder"))
clamped = case("s = exp(rho / 2), rho held within 10 of 0: the bias puts some rho of replica 0 below and of replica 1 above")
clamped["parameters"]["encoder"][1]["bias"][:, 2 * K - 1] = [-10.0, 10.0]
trained["vib-exp-clamped"] = solved(clamped)
trained["vib-fixed"] = solved(case("s = 1: the encoder has K outputs", heads=K), code=unit_code)
trained["free-nats"] = solved(
    case("as vib-exp, but each dimension's mean rate counts as at least free_nats in the loss (not in rate)", free_nats=0.3),
    least=0.3,
)
trained["prior-diagonal"] = solved(
    case("s = exp(rho / 2); prior N(m, diag e^v), learned; analytic KL", parameters=learned_prior(1, False)),
    rate=diagonal_rate,
)
trained["prior-mixture"] = solved(
    case(
        "s = exp(rho / 2); prior a mixture of 3 diagonal normals, weights softmax(logits); rate ln e(z|x) - ln m(z) at z;"
        " two draws of the code",
        parameters=learned_prior(3, True),
        noise=normal(2, N, K),
    ),
    rate=mixture_rate,
)
ceb = case("s = exp(rho / 2); prior b(z|y) = N(m_y, diag e^v_y), learned; analytic KL(e || b_y)", parameters=learned_prior(3, False))
trained["ceb"] = solved(ceb, rate=class_rate)
trained["ceb-sampled"] = solved({**ceb, "about": "as ceb, with the rate ln e(z|x) - ln b(z|y) at z"}, rate=sampled_class_rate)
nib = case(
    "s^2 = softplus(phi), one for all; rate -1/n sum_i ln 1/n sum_j exp(-|m_i - m_j|^2 / 2 s^2); loss distortion + beta rate^2;"
    " lower_bound is the rate with 8 s^2 in the place of 2 s^2",
    heads=K,
    parameters={"phi": normal(R)},
)
nib = solved(nib, code=shared_code, rate=pairwise_rate, penalty=lambda rate: rate**2)
nib["lower_bound"] = [
    pairwise(
        network(jax.tree.map(lambda values: values[r], nib["parameters"]["encoder"]), INPUT_ROWS),
        softplus(nib["parameters"]["phi"][r]),
        8.0,
    )
    for r in range(R)
]
trained["nib"] = nib
trained["gaussian"] = solved(
    case(
        "linear encoder, s = exp(rho / 2); decoder N(yhat, v), v = e^log_variance learned",
        encoder=[layer(INPUTS, 2 * K)],
        outputs=1,
        targets=normal(N, 1),
        parameters={"log_variance": normal(R, scale=0.5)},
    ),
    distortion=gaussian,
)
trained["bernoulli"] = solved(
    case("s = exp(rho / 2); logits of pixels in [0, 1]", outputs=PIXELS, targets=rounded(rng.random((N, PIXELS)))),
    distortion=bernoulli,
)

base = {key: trained["vib-exp"][key] for key in ["inputs", "labels", "noise", "beta", "parameters"]}
low, high = sorted(float(rate) for rate in trained["vib-exp"]["rate"])
CAPACITY = round((low + high) / 2.0, 3)
PENALTIES = {
    "linear": (lambda r: r, {}, "beta r"),
    "squared": (lambda r: r**2, {}, "beta r^2"),
    "power": (lambda r: r**1.5, {"a": 0.5}, "beta r^(1 + a)"),
    "exponential": (lambda r: jnp.exp(0.7 * r), {"eta": 0.7}, "beta e^(eta r)"),
    "capacity": (lambda r: jnp.abs(r - CAPACITY), {"capacity": CAPACITY}, "beta |r - capacity|, between the replicas' rates"),
}
penalties = {}
for name, (penalty, constants, about) in PENALTIES.items():
    found = solved(base, penalty=penalty)
    penalties[name] = {"about": about, **constants, "loss": found["loss"], "gradients": found["gradients"]}


# Cauchy-Schwarz


def kernel(a, b, sigma):
    return jnp.exp(-jnp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=-1) / (2.0 * sigma**2))


def cs_divergence(x, y, yhat, sigma, denominator):
    k = kernel(x, x, sigma)
    d = denominator(k)

    def s(a):
        return jnp.sum(jnp.sum(k * a, axis=1) / d)

    return jnp.log(s(kernel(y, y, sigma))) + jnp.log(s(kernel(yhat, yhat, sigma))) - 2.0 * jnp.log(s(kernel(yhat, y, sigma)))


def cs_information(x, t, sigma):
    k, q = kernel(x, x, sigma), kernel(t, t, sigma)
    n = x.shape[0]
    return (
        jnp.log(jnp.trace(k @ q) / n**2)
        + jnp.log(jnp.sum(k) * jnp.sum(q) / n**4)
        - 2.0 * jnp.log(jnp.sum(k @ q) / n**3)
    )


def cs_normalised(x, t, sigma):
    return cs_information(x, t, sigma) / jnp.sqrt(cs_information(x, x, sigma) * cs_information(t, t, sigma))


def hsic(x, t, sigma):
    n = x.shape[0]
    h = jnp.eye(n) - 1.0 / n
    return jnp.trace(kernel(x, x, sigma) @ h @ kernel(t, t, sigma) @ h) / n**2


SAMPLES = 7
x, y, t = normal(SAMPLES, 3), normal(SAMPLES, 1), normal(SAMPLES, 2)
yhat = rounded(0.7 * y + 0.4 * rng.standard_normal((SAMPLES, 1)))
SIGMA = 1.2


def with_slope(function, at, name):
    value, slope = jax.value_and_grad(function)(jnp.asarray(at))
    return {"value": value, name: slope}


cauchy_schwarz = {
    "x": x,
    "y": y,
    "yhat": yhat,
    "t": t,
    "sigma": SIGMA,
    "divergence_paper": with_slope(lambda v: cs_divergence(x, y, v, SIGMA, lambda k: jnp.sum(k, axis=1) ** 2), yhat, "yhat"),
    "divergence_code": with_slope(lambda v: cs_divergence(x, y, v, SIGMA, lambda k: jnp.sum(k**2, axis=1)), yhat, "yhat"),
    "mutual_information": with_slope(lambda v: cs_information(x, v, SIGMA), t, "t"),
    "normalised": with_slope(lambda v: cs_normalised(x, v, SIGMA), t, "t"),
    "hsic": with_slope(lambda v: hsic(x, v, SIGMA), t, "t"),
}


def plain(value):
    """Numbers with 12 significant digits."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (str, int)):
        return value
    if hasattr(value, "tolist") and not isinstance(value, float):
        return plain(value.tolist())
    return float(f"{value:.12g}")


result = {
    "command": "/tmp/venv-jax/bin/python tests/oracles/losses.py > tests/oracles/losses.json",
    "trained": trained,
    "penalties": penalties,
    "cauchy_schwarz": cauchy_schwarz,
}


def lines(value, depth):
    """One line for each innermost entry, so that a change can be read."""
    if isinstance(value, dict) and depth:
        inner = [f"{json.dumps(key)}: {lines(entry, depth - 1)}" for key, entry in value.items()]
        return "{\n" + ",\n".join(inner) + "\n}"
    return json.dumps(value, separators=(",", ":"))


print(lines(plain(result), 4))
