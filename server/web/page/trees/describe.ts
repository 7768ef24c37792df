import type { SandboxEvent, SandboxTrace, SandboxWrite } from '../../messages.ts';
import type { TreeModel } from './model.ts';

/** What a step did, in a sentence for whoever learns the tree; the model is as after it. */
export function describeStep(
  trace: SandboxTrace,
  event: SandboxEvent | undefined,
  model: TreeModel,
): string {
  if (event === undefined) return describeSearch(trace);
  const name = model.node(event.node).key;
  switch (event.tag) {
    case 'hang':
      return `${name} is hung where the search ended${isRed(event) ? ', red' : ''}.`;
    case 'replace':
      return `${name} is there already and takes the new value.`;
    case 'take-over':
      return `The node of ${trace.key} has two children: it takes over the entry of its successor, ${name}, whose place is unlinked.`;
    case 'unlink':
      return 'The node is unlinked; its child, if any, takes its place.';
    case 'rotate-left':
    case 'rotate-right':
      return describeRotation(event, model);
    case 'recolour':
      return `Recolouring: ${describeColours(event.writes, model)}.`;
    default:
      return '';
  }
}

function describeSearch({ verb, key, turns, found }: SandboxTrace): string {
  const compared = `${turns.length + (found ? 1 : 0)} compared`;
  const result = found ? 'it is there' : 'it is not there';
  switch (verb) {
    case 'insert':
      return `Insert ${key}: the search ends ${found ? 'at its node' : 'at an empty place'} (${compared}).`;
    case 'delete':
      return `Delete ${key}: ${result} (${compared}).`;
    case 'find':
      return `Look for ${key}: ${result} (${compared}).`;
    default:
      return '';
  }
}

function describeRotation({ tag, node }: SandboxEvent, model: TreeModel): string {
  const way = tag === 'rotate-left' ? 'left' : 'right';
  const risen = model.places().find((place) => place.node.id === node)?.parent ?? 0;
  const top = model.node(node);
  const crossed = way === 'left' ? top.right : top.left;
  const moved =
    crossed === 0 ? '' : `, and the subtree of ${model.node(crossed).key} changes sides`;
  return `Rotation to the ${way} at ${top.key}: ${model.node(risen).key} rises${moved}.`;
}

/** Colours that differ from what they were before the event. */
function describeColours(writes: readonly SandboxWrite[], model: TreeModel): string {
  const first = new Map<number, boolean>();
  const last = new Map<number, boolean>();
  for (const [, node, before, after] of writes) {
    if (!first.has(node)) first.set(node, before === true);
    last.set(node, after === true);
  }
  const changed = [...last].filter(([node, red]) => first.get(node) !== red);
  const named = (red: boolean): string =>
    changed
      .filter(([, now]) => now === red)
      .map(([node]) => model.node(node).key)
      .join(' and ');
  const parts = [
    [named(false), 'black'],
    [named(true), 'red'],
  ].filter(([keys]) => keys !== '');
  if (parts.length === 0) return 'the root stays black';
  return parts
    .map(([keys, colour]) => `${keys} ${keys!.includes(' and ') ? 'become' : 'becomes'} ${colour}`)
    .join(', ');
}

function isRed({ writes }: SandboxEvent): boolean {
  const colours = writes.filter(([field]) => field === 'red');
  return colours.at(-1)?.[3] === true;
}
