import { button, h, s } from '../dom.ts';
import { Camera } from './camera.ts';
import type { ModelNode, TreeModel } from './model.ts';

const COLUMN = 22;
const LEVEL = 46;
const RADIUS = 14;
const MOVE_MS = 420;
/** Characters of a key that fit into its node. */
const KEY_CHARACTERS = 4;

/** What is pointed out in a drawing. */
export interface Marks {
  /** Nodes on the way of a search, the first of them the root. */
  readonly way?: readonly number[];
  /** Nodes that just changed. */
  readonly changed?: ReadonlySet<number>;
}

/** What a drawing is made with. */
export interface DrawingOptions {
  readonly label: string;
  readonly coloured: boolean;
  /** Called for a node that was pressed; without it nodes are not for pressing. */
  readonly onPress?: ((node: ModelNode) => void) | undefined;
  /** Words below a node, where there are any. */
  readonly below?: ((node: ModelNode) => string | undefined) | undefined;
}

interface Sprite {
  readonly group: SVGGElement;
  readonly link: SVGLineElement;
  readonly text: SVGTextElement;
  readonly more: SVGTextElement;
  parent: number;
  x: number;
  y: number;
  toX: number;
  toY: number;
  fromX: number;
  fromY: number;
}

/**
 * A picture of a tree. Columns follow the order of the keys, so that a rotation, which keeps that
 * order, moves nodes up and down only.
 */
export class TreeDrawing {
  readonly element: HTMLElement;
  readonly #options: DrawingOptions;
  readonly #links: SVGGElement = s('g');
  readonly #nodes: SVGGElement = s('g');
  readonly #camera: Camera;
  readonly #sprites: Map<number, Sprite> = new Map();
  #frame = 0;

  constructor(options: DrawingOptions) {
    this.#options = options;
    const svg = s('svg', { class: 'tree', role: 'img', 'aria-label': options.label });
    if (options.onPress !== undefined) svg.setAttribute('role', 'group');
    svg.append(this.#links, this.#nodes);
    this.#camera = new Camera(svg);
    const zoom = (factor: number) => () => this.#camera.zoom(factor);
    this.element = h(
      'div',
      { class: 'drawing' },
      svg,
      h(
        'div',
        { class: 'tools' },
        button('+', zoom(0.8), { label: `zoom in: ${options.label}` }),
        button('−', zoom(1.25), { label: `zoom out: ${options.label}` }),
        button('⤢', () => this.#camera.fit(), { label: `fit: ${options.label}` }),
      ),
    );
  }

  /** Shows the tree as it is now; what moved goes there in a moment, unless `animate` is false. */
  show(model: TreeModel, marks: Marks, { animate }: { readonly animate: boolean }): void {
    const places = model.places();
    const seen = new Set<number>();
    const way = new Set(marks.way);
    let levels = 1;
    for (const { node, column, level, parent } of places) {
      seen.add(node.id);
      levels = Math.max(levels, level + 1);
      const at = { x: (column + 0.5) * COLUMN, y: level * LEVEL + RADIUS * 2 };
      const sprite = this.#sprites.get(node.id) ?? this.#create(node, parent, at);
      sprite.parent = parent;
      sprite.toX = at.x;
      sprite.toY = at.y;
      this.#dress(sprite, node, {
        onWay: way.has(node.id),
        changed: marks.changed?.has(node.id) === true,
      });
    }
    for (const [id, sprite] of this.#sprites) {
      if (seen.has(id)) continue;
      sprite.group.remove();
      sprite.link.remove();
      this.#sprites.delete(id);
    }
    this.#camera.size(places.length * COLUMN, (levels - 1) * LEVEL + RADIUS * 4);
    this.#move(animate && !matchMedia('(prefers-reduced-motion: reduce)').matches);
  }

  #create(node: ModelNode, parent: number, at: { x: number; y: number }): Sprite {
    const above = this.#sprites.get(parent);
    const from = above === undefined ? at : { x: above.x, y: above.y };
    const { onPress } = this.#options;
    const text = s('text');
    const more = s('text', { class: 'more', y: RADIUS + 9 });
    const group = s('g', {}, s('circle', { r: RADIUS }), text, more, s('title'));
    if (onPress !== undefined) {
      group.setAttribute('tabindex', '0');
      group.setAttribute('role', 'button');
      group.addEventListener('click', () => onPress(node));
      group.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        onPress(node);
      });
    }
    const link = s('line');
    this.#links.append(link);
    this.#nodes.append(group);
    const [toX, toY] = [at.x, at.y];
    const sprite = {
      group,
      link,
      text,
      more,
      parent,
      ...from,
      toX,
      toY,
      fromX: from.x,
      fromY: from.y,
    };
    this.#sprites.set(node.id, sprite);
    return sprite;
  }

  #dress(
    sprite: Sprite,
    node: ModelNode,
    { onWay, changed }: { onWay: boolean; changed: boolean },
  ): void {
    const { coloured, onPress, below } = this.#options;
    const colour = coloured ? (node.red ? 'red' : 'black') : 'plain';
    const classes = [
      'node',
      colour,
      onWay && 'path',
      changed && 'changed',
      onPress !== undefined && 'open',
    ];
    sprite.group.setAttribute('class', classes.filter(Boolean).join(' '));
    sprite.link.setAttribute('class', onWay ? 'path' : '');
    sprite.text.textContent = shortened(node.key);
    const words = below?.(node);
    sprite.more.textContent = words ?? '';
    const name = `${node.key}${coloured ? `, ${colour}` : ''}${words === undefined ? '' : `, ${words} below`}`;
    sprite.group.querySelector('title')!.textContent = name;
    if (onPress !== undefined) sprite.group.setAttribute('aria-label', name);
  }

  #move(animate: boolean): void {
    cancelAnimationFrame(this.#frame);
    for (const sprite of this.#sprites.values()) {
      sprite.fromX = sprite.x;
      sprite.fromY = sprite.y;
    }
    if (!animate) {
      this.#put(1);
      return;
    }
    const begun = performance.now();
    const step = (now: number): void => {
      const share = Math.min(1, Math.max(0, (now - begun) / MOVE_MS));
      this.#put(share * share * (3 - 2 * share));
      if (share < 1) this.#frame = requestAnimationFrame(step);
    };
    this.#frame = requestAnimationFrame(step);
  }

  /** Puts every node at its share of the way. */
  #put(share: number): void {
    for (const sprite of this.#sprites.values()) {
      sprite.x = sprite.fromX + (sprite.toX - sprite.fromX) * share;
      sprite.y = sprite.fromY + (sprite.toY - sprite.fromY) * share;
      sprite.group.setAttribute('transform', `translate(${sprite.x} ${sprite.y})`);
    }
    for (const { link, parent, x, y } of this.#sprites.values()) {
      const above = this.#sprites.get(parent);
      link.toggleAttribute('hidden', above === undefined);
      link.setAttribute('x1', String(above?.x ?? x));
      link.setAttribute('y1', String(above?.y ?? y));
      link.setAttribute('x2', String(x));
      link.setAttribute('y2', String(y));
    }
  }
}

/** What of a key tells it from its neighbours: the end of a name with a number, else the beginning. */
function shortened(key: string): string {
  if (key.length <= KEY_CHARACTERS) return key;
  const shown = KEY_CHARACTERS - 1;
  return /^\D.*\d$/.test(key) ? `…${key.slice(-shown)}` : `${key.slice(0, shown)}…`;
}
