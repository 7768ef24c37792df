/**
 * The program of the numpy peer. Arguments: a file of doubles, the number of series, their points
 * and γ. It says `ready`, then answers a line of JSON a query with one of JSON. Spectra are
 * multiplied and transformed back 1,024 series at a time, which fits the caches.
 */
export const NUMPY_SOURCE = `
import json, os, sys, time

# Its libraries may use threads, and everybody else has one.
os.environ['OMP_NUM_THREADS'] = os.environ['OPENBLAS_NUM_THREADS'] = '1'
import numpy as np

path, count, length, gamma = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
BLOCK = 1024

def spectra_of(series):
    series = series - series.mean(axis=1, keepdims=True)
    return np.fft.rfft(series / series.std(axis=1, keepdims=True), axis=1)

def kernels(left, right):
    correlation = np.fft.irfft(left * np.conj(right), n=length, axis=1) / length
    return np.exp(gamma * (correlation - 1)).sum(axis=1)

def blocks():
    return (slice(start, start + BLOCK) for start in range(0, count, BLOCK))

spectra = spectra_of(np.fromfile(path).reshape(count, length))
own = np.concatenate([kernels(spectra[block], spectra[block]) for block in blocks()])
print('ready', flush=True)
for line in sys.stdin:
    question = json.loads(line)
    values, k = np.array([question['values']]), min(question['k'], count)
    start = time.perf_counter()
    query = spectra_of(values)
    similar = np.concatenate([kernels(spectra[block], query) for block in blocks()])
    cosine = similar / np.sqrt(own * kernels(query, query))
    distances = np.sqrt(np.maximum(0, 2 * (1 - cosine)))
    nearest = np.argpartition(distances, k - 1)[:k]
    nearest = nearest[np.lexsort((nearest, distances[nearest]))]
    ms = 1000 * (time.perf_counter() - start)
    print(json.dumps({'ms': ms, 'rows': nearest.tolist(), 'distances': distances[nearest].tolist()}))
`;
