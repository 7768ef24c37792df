import { type Address, go, withChanges } from '../address.ts';
import { h } from '../dom.ts';
import { type Tabs, tabs } from '../tabs.ts';
import type { View } from '../view.ts';
import { mountSandbox } from './sandbox-view.ts';
import { mountStored } from './stored-view.ts';

/** Trees: a sandbox that shows how they change, and those of the collection as they are. */
export function mountTrees(root: HTMLElement): View {
  root.append(h('h1', {}, 'Trees'));
  const parts: Tabs = tabs(root, {
    label: 'Which trees',
    onChoose: (of) => go(withChanges({ of })),
    tabs: [
      {
        name: 'sandbox',
        title: 'Sandbox',
        about:
          'The engines of this server insert and delete in memory, and every step of it can be ' +
          'seen. Columns follow the order of the keys, so a rotation moves nodes up and down only.',
        mount: mountSandbox,
      },
      {
        name: 'stored',
        title: 'Of the collection',
        about:
          'The trees of the file as the newest commit has them. Press a node to see what is below it.',
        mount: mountStored,
      },
    ],
  });
  return {
    update: (address: Address) => parts.update(address.get('of'), address),
    leave: () => parts.leave(),
  };
}
