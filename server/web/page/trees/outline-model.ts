import type { TreeNode } from '../../messages.ts';
import { TreeModel } from './model.ts';

/** A part of a stored tree as a model to draw, and what the model's nodes stand for. */
export interface OutlineModel {
  readonly model: TreeModel;
  /** The stored node of each number. */
  readonly nodes: ReadonlyMap<number, TreeNode>;
  /** The number of each key, which is in hexadecimal. */
  readonly byKey: ReadonlyMap<string, number>;
}

/** Numbers of keys stay the same for as long as a page lives, so that what stays on it moves. */
export class OutlineNumbers {
  readonly #numbers: Map<string, number> = new Map();

  of(key: string): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** The model of `top` and what is below it. Recursion is as deep as the levels of an outline. */
export function modelOf(top: TreeNode | undefined, numbers: OutlineNumbers): OutlineModel {
  const model = new TreeModel();
  const nodes = new Map<number, TreeNode>();
  const byKey = new Map<string, number>();
  const add = (node: TreeNode | undefined): number => {
    if (node === undefined) return 0;
    const number = numbers.of(node.key);
    nodes.set(number, node);
    byKey.set(node.key, number);
    const drawn = model.node(number);
    drawn.key = node.text;
    drawn.red = node.red;
    drawn.left = add(node.left);
    drawn.right = add(node.right);
    return number;
  };
  model.root = add(top);
  return { model, nodes, byKey };
}

/** Entries below a node that are not drawn. */
export function hiddenBelow({ entries, left, right }: TreeNode): number {
  return entries - 1 - (left?.entries ?? 0) - (right?.entries ?? 0);
}
