import {
  registeredEngines,
  type Trace,
  type TracedTree,
  type TraceEvent,
  type TraceWrite,
  traceEngine,
} from '../../engines/index.ts';
import { ProtocolError } from '../protocol/index.ts';
import type {
  SandboxAnswer,
  SandboxCheck,
  SandboxEvent,
  SandboxOperation,
  SandboxRequest,
  SandboxTrace,
  SandboxVerb,
  SandboxWrite,
} from './messages.ts';
import { sandboxKey } from './sandbox-key.ts';

/** What one request may ask of a sandbox. */
export const SANDBOX_LIMITS = {
  /** Operations of one request, and so keys of one tree. */
  operationsMax: 1_000,
  /** Bytes of a key as it is written. */
  keyBytesMax: 16,
  /** Nodes that checks pass in one request; then only the last state is checked. */
  checkedNodesMax: 20_000,
  /** Requests that are replayed at a time. */
  replaysMax: 2,
} as const;

/** How long a replay holds up others before they have their turn, in milliseconds. */
const SLICE_MS = 4;

const VERBS: ReadonlySet<unknown> = new Set<SandboxVerb>(['insert', 'delete', 'find']);
const CONTROL = /\p{Cc}/u;

/**
 * Judges a request that has travelled as JSON.
 * @throws ProtocolError `INVALID_VALUE` with the field.
 */
export function readSandboxRequest(message: unknown): SandboxRequest {
  const { engine, operations } = (message ?? {}) as Record<string, unknown>;
  const known = registeredEngines().map(({ manifest }) => manifest.name);
  if (typeof engine !== 'string' || !known.includes(engine)) {
    throw invalid('engine', `engine is one of ${known.join(', ')}`);
  }
  const { operationsMax } = SANDBOX_LIMITS;
  if (!Array.isArray(operations) || operations.length > operationsMax) {
    throw invalid('operations', `operations is an array of at most ${operationsMax}`);
  }
  for (const operation of operations as readonly unknown[]) checkOperation(operation);
  return { engine, operations: operations as readonly SandboxOperation[] };
}

function checkOperation(operation: unknown): void {
  if (!Array.isArray(operation) || operation.length !== 2 || !VERBS.has(operation[0])) {
    throw invalid('operations', 'an operation is [insert, delete or find, key]');
  }
  const key: unknown = operation[1];
  const { keyBytesMax } = SANDBOX_LIMITS;
  const legal = typeof key === 'string' && key !== '' && Buffer.byteLength(key) <= keyBytesMax;
  if (!legal || CONTROL.test(key)) {
    throw invalid('operations', `a key has 1 to ${keyBytesMax} bytes of text`);
  }
}

function invalid(field: string, message: string): ProtocolError {
  return new ProtocolError('INVALID_VALUE', message, { field });
}

/**
 * Runs the operations on an empty traced tree and tells what each did. Nothing of it is kept.
 * @param pause resolves when others have had their turn
 * @param signal gives up when nobody waits any more
 */
export async function replay(
  { engine, operations }: SandboxRequest,
  { pause, signal }: { readonly pause: () => Promise<void>; readonly signal: AbortSignal },
): Promise<SandboxAnswer> {
  const tree = traceEngine(engine);
  const texts = new Map<string, string>();
  const traces: SandboxTrace[] = [];
  let checkedNodes = 0;
  let sliceEnd = performance.now() + SLICE_MS;
  for (const [index, [verb, key]] of operations.entries()) {
    if (performance.now() > sliceEnd) {
      await pause();
      signal.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
    const bytes = sandboxKey(key);
    const name = nameOf(bytes);
    if (!texts.has(name)) texts.set(name, key);
    const { turns, found, events } = carryOut(tree, verb, bytes);
    checkedNodes += tree.entries;
    const isLast = index === operations.length - 1;
    const checked = isLast || checkedNodes <= SANDBOX_LIMITS.checkedNodesMax;
    traces.push({
      verb,
      key: texts.get(name) ?? key,
      turns,
      found,
      events: events.map((event) => told(event, texts)),
      check: checked ? checkOf(tree) : undefined,
    });
  }
  return { engine, coloured: tree.coloured, traces };
}

function carryOut(tree: TracedTree, verb: SandboxVerb, key: Uint8Array): Trace {
  switch (verb) {
    case 'insert':
      return tree.insert(key);
    case 'delete':
      return tree.delete(key);
    case 'find':
      return tree.find(key);
    default:
      return unreachable(verb);
  }
}

function checkOf(tree: TracedTree): SandboxCheck {
  const { height, faults } = tree.verify();
  return { entries: tree.entries, height, faults: faults.map(({ message }) => message) };
}

function told({ tag, node, writes }: TraceEvent, texts: ReadonlyMap<string, string>): SandboxEvent {
  return { tag, node, writes: writes.map((write) => toldWrite(write, texts)) };
}

function toldWrite(write: TraceWrite, texts: ReadonlyMap<string, string>): SandboxWrite {
  const { field, node } = write;
  if (field !== 'key') return [field, node, write.before, write.after];
  const text = (key: Uint8Array): string => texts.get(nameOf(key)) ?? '';
  return [field, node, text(write.before), text(write.after)];
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

function unreachable(verb: never): never {
  throw new TypeError(`nothing is done for ${String(verb)}`);
}
