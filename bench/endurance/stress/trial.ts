import type { Random } from '../../../server/index.ts';
import type { Gauges } from './gauges.ts';

/** What one rule asks for, and what was seen. */
export interface Finding {
  readonly rule: string;
  readonly limit: string;
  readonly seen: string;
  /** Undefined where it could not be tried; `seen` has the reason. */
  readonly isMet: boolean | undefined;
}

/** What the program in the namespace is to do. */
export interface NetworkPlan {
  /** How long clients work over each bad network. */
  readonly badMs: number;
  /** How long the network is cut for clients that are idle; 0 leaves that out. */
  readonly cutMs: number;
}

/** How much is done: a minute of it, or all. */
export interface StressPlan extends NetworkPlan {
  /** Series that the server has. */
  readonly series: number;
  /** Connections that are open at a time. */
  readonly connections: number;
  /** Of those, how many ask all the time. */
  readonly active: number;
  readonly activeMs: number;
  /** Clients that send a byte a second of a frame. */
  readonly drips: number;
  /** Clients that ask for much and read nothing. */
  readonly deaf: number;
  /** Bytes that each of those asks for. */
  readonly deafBytes: number;
  /** Connections that end at any point. */
  readonly rude: number;
  /** Requests in one write. */
  readonly pipelined: number;
  /** Searches asked for at once. */
  readonly burst: number;
  /** The largest frames that there may be. */
  readonly largeFrames: number;
  /** How long clients that behave do everything that they can; 0 leaves that out. */
  readonly soakMs: number;
}

/** What a trial has at hand: a server in a process of its own, with series. */
export interface Place {
  readonly url: string;
  /** Of one of the series. */
  readonly id: string;
  readonly plan: StressPlan;
  readonly random: Random;
  /** What the server says of itself; its delays are those since it was last asked. */
  readonly gauges: () => Promise<Gauges>;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

export type Trial = (place: Place) => Promise<readonly Finding[]>;

/** The value below which `share` of `values` lie; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
