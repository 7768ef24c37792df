/** What colour says here; everything is as clear without it. */
export type Style = 'bold' | 'dim' | 'good' | 'bad';

/** Writes `text`, which is printable, in a style. */
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  bad: [31, 39],
};

/** Where text goes, as far as colour and live lines depend on it. */
export interface Destination {
  readonly isTTY?: boolean | undefined;
}

/**
 * Whether to colour what goes to `destination`: on a terminal that is not `dumb`, unless NO_COLOR
 * is set and not empty. FORCE_COLOR overrides both, `0` and `false` to off, anything else to on.
 */
export function wantsColour(
  destination: Destination,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return destination.isTTY === true && terminal !== 'dumb';
}

/** Paints when `coloured`, else leaves text as it is. */
export function createPaint(coloured: boolean): Paint {
  return (style, text) => {
    const [on, off] = CODES[style];
    return coloured ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
}
