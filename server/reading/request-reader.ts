import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../errors.ts';
import { type Operation, type Reading, readRequest, readRequestFor } from '../protocol/index.ts';
import { type Passed, receive, type ToRead } from './passed.ts';

/** Bytes of a body from which on it is read by a thread: some ten milliseconds of reading. */
export const LARGE_BYTES: number = 256 * 1024;

/** Memory of the thread, far more than the largest body takes. */
const HEAP_MIB_MAX = 512;

const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
  import.meta.url,
);

/** A thread does not inherit the loader that its parent reads TypeScript with. */
const FROM_SOURCE = new URL('../pool/run-from-source.mjs', import.meta.url).href;

interface Waiting {
  readonly op: Operation | undefined;
  readonly resolve: (reading: Reading) => void;
}

/**
 * Reads requests: small ones at once, and large ones in a thread of its own, in the order in which
 * they came, so that whoever else is served does not wait for that. The thread begins with the
 * first large request.
 */
export class RequestReader {
  #worker: Worker | undefined;
  /** Those whom the thread has yet to answer, in its order. */
  #waiting: Waiting[] = [];

  /**
   * Reads `body` as `readRequest` does, or as `readRequestFor` where its operation is known; its
   * bytes belong to the reader from here on. Never rejects: when the thread dies the reading is a
   * failure, `WORKER_LOST`.
   */
  read(body: Uint8Array, op?: Operation): Reading | Promise<Reading> {
    if (body.length < LARGE_BYTES) {
      return op === undefined ? readRequest(body) : readRequestFor(op, body);
    }
    return new Promise((resolve) => {
      try {
        this.#worker ??= this.#start();
      } catch {
        resolve(lost(op)); // The system has no thread to give.
        return;
      }
      this.#waiting.push({ op, resolve });
      const own = ownBytes(body);
      const message: ToRead = { body: own, op };
      this.#worker.postMessage(message, [own.buffer]);
    });
  }

  /** Ends the thread. Requires that nothing is read any more. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
      ...(WORKER.pathname.endsWith('.ts') ? { execArgv: ['--import', FROM_SOURCE] } : {}),
    });
    worker.unref();
    worker.on('message', (passed: Passed) => this.#waiting.shift()?.resolve(receive(passed)));
    worker.on('error', () => undefined); // 'exit' follows, and is all that matters.
    worker.on('exit', () => {
      this.#worker = undefined;
      for (const { op, resolve } of this.#waiting.splice(0)) resolve(lost(op));
    });
    return worker;
  }
}

/** The bytes in a buffer that has nothing else, and so can be handed over. */
function ownBytes(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = body;
  if (buffer instanceof ArrayBuffer && body.length === buffer.byteLength) {
    return new Uint8Array(buffer);
  }
  return Uint8Array.from(body);
}

function lost(op: Operation | undefined): Reading {
  const message =
    'the thread that reads large requests died or could not begin; asking again is safe';
  const error = new DatabaseError('WORKER_LOST', message);
  return { tag: 'failure', error, op: op ?? null, requestId: undefined };
}
