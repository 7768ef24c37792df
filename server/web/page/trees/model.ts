import type { SandboxWrite } from '../../messages.ts';

/** A node as it is drawn. */
export interface ModelNode {
  readonly id: number;
  key: string;
  red: boolean;
  /** Numbers of children, 0 for none. */
  left: number;
  right: number;
}

/** Where a node stands: columns from 0 in order of the keys, levels from 0 at the root. */
export interface Place {
  readonly node: ModelNode;
  readonly column: number;
  readonly level: number;
  readonly parent: number;
}

/** A tree that writes are done to, and undone. */
export class TreeModel {
  root = 0;
  readonly #nodes: Map<number, ModelNode> = new Map();

  node(id: number): ModelNode {
    let node = this.#nodes.get(id);
    if (node === undefined) {
      node = { id, key: '', red: false, left: 0, right: 0 };
      this.#nodes.set(id, node);
    }
    return node;
  }

  do(writes: readonly SandboxWrite[]): void {
    for (const [field, node, , after] of writes) this.#set(field, node, after);
  }

  undo(writes: readonly SandboxWrite[]): void {
    for (const [field, node, before] of writes.toReversed()) this.#set(field, node, before);
  }

  #set(field: SandboxWrite[0], id: number, value: number | string | boolean): void {
    if (field === 'root') this.root = Number(value);
    else if (field === 'key') this.node(id).key = String(value);
    else if (field === 'red') this.node(id).red = value === true;
    else this.node(id)[field] = Number(value);
  }

  /** Every node that the root reaches, in order of the keys. */
  places(): readonly Place[] {
    const places: Place[] = [];
    const open: { readonly id: number; readonly level: number; readonly parent: number }[] = [];
    let next = { id: this.root, level: 0, parent: 0 };
    for (;;) {
      for (
        ;
        next.id !== 0;
        next = { id: this.node(next.id).left, level: next.level + 1, parent: next.id }
      ) {
        open.push(next);
      }
      const visit = open.pop();
      if (visit === undefined) return places;
      const { id, level, parent } = visit;
      places.push({ node: this.node(id), column: places.length, level, parent });
      next = { id: this.node(id).right, level: level + 1, parent: id };
    }
  }

  /** The nodes that a search passes which takes `turns` from the root. */
  way(turns: string): readonly number[] {
    const ids: number[] = [];
    let id = this.root;
    for (let index = 0; id !== 0 && index <= turns.length; index += 1) {
      ids.push(id);
      const { left, right } = this.node(id);
      id = turns[index] === 'L' ? left : turns[index] === 'R' ? right : 0;
    }
    return ids;
  }
}
