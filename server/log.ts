import { clip } from './clip.ts';
import type { ServerEvents } from './events.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Every level, from the one that tells all. */
const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

const TEXT_UNITS_MAX = 1_000;
const STACK_UNITS_MAX = 4_000;
/** Whatever a terminal might act on, a reader not see, or an old program not know. */
const NOT_ASCII = /[^\x20-\x7e]/g;

type Fields = Readonly<Record<string, unknown>>;

/** Writes what happens, a line each. */
export interface Log {
  readonly level: LogLevel;
  write(level: Exclude<LogLevel, 'silent'>, msg: string, fields?: Fields): void;
}

export interface LogOptions {
  /** Lines of a lower level are left out. */
  readonly level: LogLevel;
  /** Takes one line, with its newline. */
  readonly out: (line: string) => void;
  readonly pid: number;
  readonly now?: (() => Date) | undefined;
}

/**
 * A log of JSON lines with the fields `level`, `time`, `pid` and `msg`, as pino names them, and
 * what else there is to tell. A line has printable ASCII only, and no text in it is long.
 */
export function createLog({ level, out, pid, now = () => new Date() }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  return {
    level,
    write(lineLevel, msg, fields = {}) {
      if (LOG_LEVELS.indexOf(lineLevel) < least) return;
      const line = { level: lineLevel, time: now().toISOString(), pid, msg, ...fields };
      const text = JSON.stringify(line, (_key, value: unknown) => {
        return typeof value === 'string' ? clip(value, STACK_UNITS_MAX) : value;
      });
      out(`${text.replace(NOT_ASCII, escapeOf)}\n`);
    },
  };
}

/** Events of a server as lines: what was answered for `debug`, refusals, and faults. */
export function logEvents(log: Log): ServerEvents {
  return {
    onFault: (error, req) => log.write('error', 'fault', { req, err: describe(error) }),
    onRefused: (error, client) => log.write('warn', 'refused', { client, err: describe(error) }),
    onAnswered:
      log.level === 'debug'
        ? ({ name, op, status, ms }) => {
            log.write('debug', 'answered', { req: name, op, status, ms: Number(ms.toFixed(3)) });
          }
        : undefined,
  };
}

/** An error as pino writes one, and the error behind it, if there is one. */
function describe(error: unknown): Fields {
  if (!(error instanceof Error)) return partsOf(error);
  const { cause } = error;
  return { ...partsOf(error), cause: cause === undefined ? undefined : partsOf(cause) };
}

function partsOf(error: unknown): Fields {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: clip(String(error), TEXT_UNITS_MAX) };
  }
  const { code } = error as { readonly code?: unknown };
  return {
    type: error.name,
    code,
    message: clip(error.message, TEXT_UNITS_MAX),
    // Where an error came from is of use when its code does not say what it is.
    stack: code === undefined ? error.stack : undefined,
  };
}

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
