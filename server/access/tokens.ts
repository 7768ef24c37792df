import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a token allows: everything, or what changes nothing. */
export type Role = 'full' | 'read';

const TOKEN_BYTES = 32;
const LINE = /^(full|read)\s+([0-9a-f]{64})$/i;

/** The tokens that a server takes, as their SHA-256; the tokens themselves are not kept. */
export type TokenTable = readonly { readonly role: Role; readonly digest: Buffer }[];

/** A token file cannot be used; the message has the line, and nothing of what stands there. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
  readonly code = 'BAD_TOKEN_FILE';
}

/**
 * Reads a token file: a role and the SHA-256 of a token in hexadecimal a line, `#` begins a
 * comment. `file` is what messages call it.
 * @throws TokenFileError for any other line, and for a file that has no token.
 */
export function readTokens(text: string, file: string): TokenTable {
  const table: { role: Role; digest: Buffer }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.replace(/#.*/, '').trim();
    if (content === '') continue;
    const [, role, digest] = LINE.exec(content) ?? [];
    if (role === undefined || digest === undefined) {
      throw new TokenFileError(
        `${file}:${index + 1}: a line is "full" or "read" and the SHA-256 of a token in ` +
          'hexadecimal; "vantage token" prints one',
      );
    }
    const known = role.toLowerCase() === 'full' ? 'full' : 'read';
    table.push({ role: known, digest: Buffer.from(digest, 'hex') });
  }
  if (table.length > 0) return table;
  throw new TokenFileError(`${file} has no token; "vantage token" prints a line for it`);
}

/**
 * The role of `token`, or undefined for one that is not in `table`; of two lines for one token
 * the first counts. Cost: the same for every token of one length, whether it is known or not.
 */
export function roleOf(token: string, table: TokenTable): Role | undefined {
  const digest = digestOf(token);
  let found: Role | undefined;
  for (const entry of table) {
    const equal = timingSafeEqual(entry.digest, digest);
    found = equal ? (found ?? entry.role) : found;
  }
  return found;
}

/** A new token of 256 random bits, and the line of a token file that lets it in. */
export function createToken(role: Role): { readonly token: string; readonly line: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, line: `${role} ${digestOf(token).toString('hex')}` };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
