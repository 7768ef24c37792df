import type { Address } from './address.ts';

/** One page while it is shown. */
export interface View {
  /** Shows another state of the same page. */
  update(address: Address): void;
  /** Ends what goes on by itself; the elements are removed by the caller. */
  leave(): void;
}

/** Builds a page in `root`, empty so far; `update` follows. */
export type Mount = (root: HTMLElement) => View;
