import type { IncomingMessage } from 'node:http';
import { ProtocolError } from '../protocol/index.ts';

/**
 * The whole body of a request. Memory follows what arrives, not what is declared.
 * @throws ProtocolError `FRAME_TOO_LARGE`, as soon as that is known.
 * Rejects also when the client goes away before the end.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bytesMax) throw tooLarge(bytesMax);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else {
        chunks.length = 0; // What follows is read and thrown away, so that the answer gets through.
        reject(tooLarge(bytesMax));
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}

function tooLarge(bytesMax: number): ProtocolError {
  return new ProtocolError('FRAME_TOO_LARGE', `a body has at most ${bytesMax} bytes`);
}
