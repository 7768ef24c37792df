import type { ServerResponse } from 'node:http';
import { type PaceLimits, ReaderPace, SLICE_BYTES } from '../turns/reader-pace.ts';

/**
 * Ends `response` with `body`, handed to the system no faster than the client takes it. Its time
 * begins when the answers before it on the connection have gone.
 * @param onSlow called with a sentence when the client is too slow: the connection is to end
 */
export function endAtPace(
  response: ServerResponse,
  body: Uint8Array,
  limits: PaceLimits,
  onSlow: (why: string) => void,
): void {
  const pace = new ReaderPace(limits, onSlow);
  response.once('close', () => pace.caughtUp());
  let at = 0;
  const go = (): void => {
    while (body.length - at > SLICE_BYTES) {
      const slice = body.subarray(at, at + SLICE_BYTES);
      at += slice.length;
      if (!response.write(slice, () => pace.took(slice.length))) {
        response.once('drain', go);
        return;
      }
    }
    response.end(body.subarray(at));
  };
  go();
  if (response.writableFinished) return;
  if (response.socket === null) response.once('socket', () => pace.behind());
  else pace.behind();
}
