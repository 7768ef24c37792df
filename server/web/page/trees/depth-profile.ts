import type { TreeDepths } from '../../messages.ts';
import { s } from '../dom.ts';

const WIDTH = 620;
const LEFT = 44;
const RIGHT = 96;
const ROW = 15;
const TOP = 20;
/** Depths that have a row of their own; a deeper tree shows several in one. */
const ROWS_MAX = 48;

/**
 * Nodes at each depth as bars, beside the most there could be: in a tree as flat as can be the bars
 * follow that line down to the last depth.
 */
export function depthProfile({ tree, entries, depths }: TreeDepths): SVGSVGElement {
  const perRow = Math.max(1, Math.ceil(depths.length / ROWS_MAX));
  const rows = Array.from({ length: Math.ceil(depths.length / perRow) }, (_, row) => {
    const from = row * perRow;
    const nodes = depths.slice(from, from + perRow).reduce((sum, count) => sum + count, 0);
    const room = Math.min(entries, 2 ** Math.min(52, from + perRow) - 2 ** Math.min(52, from));
    return { from, nodes, room };
  });
  const most = Math.max(1, ...rows.map(({ nodes }) => nodes));
  const x = (nodes: number): number =>
    LEFT + (Math.min(nodes, most) / most) * (WIDTH - LEFT - RIGHT);
  const height = TOP + rows.length * ROW + 6;
  const title = `${tree}: nodes at each depth, ${entries} in ${depths.length} levels`;
  const line = rows.map(({ room }, row) => {
    const y = TOP + row * ROW;
    return `${row === 0 ? 'M' : 'L'}${x(room).toFixed(1)} ${y}V${y + ROW}`;
  });
  return s(
    'svg',
    { class: 'chart', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': title },
    s('text', { x: LEFT - 8, y: 12, 'text-anchor': 'end' }, 'depth'),
    s('text', { x: LEFT, y: 12 }, 'nodes (dashed: room at that depth)'),
    ...rows.flatMap(({ from, nodes }, row) => {
      const y = TOP + row * ROW;
      const label = perRow === 1 ? String(from) : `${from}…`;
      return [
        s('text', { x: LEFT - 8, y: y + 11, 'text-anchor': 'end' }, label),
        s('rect', { class: 'bar', x: LEFT, y: y + 2, width: x(nodes) - LEFT, height: ROW - 4 }),
        s('text', { x: x(nodes) + 6, y: y + 11 }, nodes.toLocaleString('en')),
      ];
    }),
    s('path', { class: 'ideal', d: line.join('') }),
  );
}
