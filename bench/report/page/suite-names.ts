const NAMES: ReadonlyMap<string, string> = new Map([
  ['engines', 'Engines'],
  ['kernel', 'Distances'],
  ['search', 'Searches'],
  ['server', 'Server'],
  ['memory', 'Memory'],
  ['overwrites', 'Overwrites'],
  ['inserts', 'Inserts'],
]);

/** How a suite is called at the head of a section; one of a later build by its own name. */
export function nameOf(suite: string): string {
  return NAMES.get(suite) ?? suite;
}
