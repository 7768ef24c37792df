import type { Contender } from '../contenders/index.ts';

/** A store from elsewhere that the engines can be compared with; a package, loaded when used. */
export interface Peer {
  /** What `--engine` calls it. */
  readonly name: string;
  /** A command that makes it loadable. */
  readonly install: string;
  /** Rejects where the package is absent or was not built. */
  readonly load: () => Promise<Contender>;
}
