import { type Address, go, withChanges } from '../address.ts';

/** What is looked for. */
export type Subject =
  | { readonly tag: 'stored'; readonly id: string }
  /** Heights of a curve that was drawn, each from 0 to 255. */
  | { readonly tag: 'drawn'; readonly heights: readonly number[] }
  /** The values of an uploaded file. */
  | { readonly tag: 'file'; readonly name: string; readonly values: readonly number[] }
  /** A file that this tab no longer knows. */
  | { readonly tag: 'lost'; readonly name: string }
  | { readonly tag: 'none' };

/** How far a search goes. */
export type Extent =
  | { readonly tag: 'nearest'; readonly k: number }
  | { readonly tag: 'within'; readonly radius: number };

export const K_MAX = 40;
const K_DEFAULT = 5;
/** Series at most that a search within a radius lists. */
export const WITHIN_MAX = 40;

/** The subject that an address names. */
export function subjectAt(address: Address): Subject {
  const id = address.get('id');
  if (id !== undefined) return { tag: 'stored', id };
  const drawn = address.get('draw');
  if (drawn !== undefined) return { tag: 'drawn', heights: readHeights(drawn) };
  const key = address.get('file');
  if (key === undefined) return { tag: 'none' };
  const name = address.get('name') ?? 'the file';
  const values = kept(key);
  return values === undefined ? { tag: 'lost', name } : { tag: 'file', name, values };
}

export function extentAt(address: Address): Extent {
  const radius = Number(address.get('radius') ?? 'none');
  if (Number.isFinite(radius) && radius >= 0) return { tag: 'within', radius };
  const k = Number(address.get('k') ?? K_DEFAULT);
  return { tag: 'nearest', k: Number.isInteger(k) && k >= 1 ? Math.min(k, K_MAX) : K_DEFAULT };
}

/** Changes of an address that name another subject, and no longer the one there was. */
export function toSubject(
  named: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return { id: undefined, draw: undefined, file: undefined, name: undefined, ...named };
}

/** The address that looks for a stored series. */
export function hrefOf(id: string): string {
  return withChanges(toSubject({ id }));
}

/** Looks for a stored series. */
export function choose(id: string): void {
  go(hrefOf(id));
}

/** Two hexadecimal digits a height. */
export function writeHeights(heights: readonly number[]): string {
  return heights.map((height) => height.toString(16).padStart(2, '0')).join('');
}

function readHeights(text: string): readonly number[] {
  const pairs = text.match(/[0-9a-f]{2}/g) ?? [];
  return pairs.length < 2 ? [0, 255] : pairs.map((pair) => Number.parseInt(pair, 16));
}

/**
 * Keeps the values of a file for as long as the tab lives, since they can be too many for an
 * address; returns what the address calls them.
 */
export function keep(values: readonly number[]): string {
  const text = JSON.stringify(values);
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0;
  }
  const key = hash.toString(36);
  sessionStorage.setItem(`vantage-file-${key}`, text);
  return key;
}

function kept(key: string): readonly number[] | undefined {
  const text = sessionStorage.getItem(`vantage-file-${key}`);
  return text === null ? undefined : (JSON.parse(text) as readonly number[]);
}
