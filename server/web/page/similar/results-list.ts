import { h } from '../dom.ts';
import type { Neighbour, Row } from './search.ts';

/** Columns that every collection has, and that the list shows elsewhere or not at all. */
const OWN_COLUMNS: ReadonlySet<string> = new Set(['id', 'mean', 'std']);
const COLOURS = 6;

/** A neighbour as it is listed. */
export interface Listed extends Neighbour {
  /** Points that it was moved by to fit the subject best, back or, below 0, forward. */
  readonly shift: number | undefined;
  readonly row: Row | undefined;
}

/**
 * The neighbours with distance, shift and metadata; each is a link that makes it the next subject.
 * @param onPoint told of the one that is pointed at, and of undefined when none is any more
 */
export function resultsList(
  listed: readonly Listed[],
  on: {
    readonly choose: (id: string) => void;
    readonly point: (id: string | undefined) => void;
    readonly href: (id: string) => string;
  },
): HTMLElement {
  if (listed.length === 0) return h('p', {}, 'No series is that near.');
  const columns = [...new Set(listed.flatMap(({ row }) => Object.keys(row ?? {})))].filter(
    (name) => !OWN_COLUMNS.has(name),
  );
  return h(
    'div',
    { class: 'wide' },
    h(
      'table',
      { class: 'results' },
      h('thead', {}, h('tr', {}, ...['series', 'distance', 'shift', ...columns].map(header))),
      h('tbody', {}, ...listed.map((one, index) => rowOf(one, index, columns, on))),
    ),
  );
}

function header(name: string): HTMLElement {
  return h('th', { scope: 'col' }, name);
}

function rowOf(
  { id, distance, shift, row }: Listed,
  index: number,
  columns: readonly string[],
  on: Parameters<typeof resultsList>[1],
): HTMLElement {
  const link = h(
    'a',
    {
      href: on.href(id),
      onclick(event) {
        const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
        if (ctrlKey || metaKey || shiftKey) return;
        event.preventDefault();
        on.choose(id);
      },
      onfocus: () => on.point(id),
      onblur: () => on.point(undefined),
    },
    id,
  );
  const swatch = h('span', { class: `swatch s${index % COLOURS}`, 'aria-hidden': 'true' });
  return h(
    'tr',
    {
      'data-id': id,
      onpointerenter: () => on.point(id),
      onpointerleave: () => on.point(undefined),
    },
    h('th', { scope: 'row' }, swatch, link),
    h('td', {}, distance.toPrecision(6)),
    h('td', {}, shift === undefined ? '' : String(shift)),
    ...columns.map((name) => h('td', {}, String(row?.[name] ?? ''))),
  );
}
