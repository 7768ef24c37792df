/** The state of the page, which is the query of its address: all there is to share or go back to. */
export type Address = ReadonlyMap<string, string>;

let onMove: (address: Address) => void = () => undefined;

/** The address as it stands. */
export function here(): Address {
  return new Map(new URLSearchParams(location.search));
}

/** Calls `action` whenever the address changes, by `go` or by the browser's own buttons. */
export function followAddress(action: (address: Address) => void): void {
  onMove = action;
  addEventListener('popstate', () => action(here()));
}

/** The address with `changes`; what is undefined or empty goes. */
export function withChanges(changes: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? location.pathname : `?${text}`;
}

/**
 * Goes to an address that `withChanges` made; `replace` leaves no step to go back to, for what changes
 * many times a second.
 */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  const same = new URL(to, location.href).search === location.search;
  if (how === 'replace' || same) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  onMove(here());
}
