import type { Address } from './address.ts';
import { h } from './dom.ts';
import type { Mount, View } from './view.ts';

interface Tab {
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly about: string;
  readonly mount: Mount;
}

/** Several pages in the place of one. */
export interface Tabs {
  /** Shows the tab called `name`, or the first, at `address`. */
  update(name: string | undefined, address: Address): void;
  leave(): void;
}

/** Buttons that choose one of `tabs`, and below them what is chosen. */
export function tabs(
  root: HTMLElement,
  options: {
    readonly label: string;
    readonly onChoose: (name: string) => void;
    readonly tabs: readonly Tab[];
  },
): Tabs {
  const about = h('p', { class: 'faint' });
  const body = h('div');
  const buttons = options.tabs.map(({ name, title }) =>
    h('button', { type: 'button', 'data-tab': name, onclick: () => options.onChoose(name) }, title),
  );
  root.append(
    h('div', { class: 'row tight', role: 'group', 'aria-label': options.label }, ...buttons),
    about,
    body,
  );
  let shown: { readonly name: string; readonly view: View } | undefined;
  return {
    update(name, address) {
      const tab = options.tabs.find((one) => one.name === name) ?? options.tabs[0]!;
      for (const one of buttons) {
        one.setAttribute('aria-pressed', String(one.dataset['tab'] === tab.name));
      }
      if (shown?.name !== tab.name) {
        shown?.view.leave();
        about.textContent = tab.about;
        body.replaceChildren();
        shown = { name: tab.name, view: tab.mount(body) };
      }
      shown.view.update(address);
    },
    leave: () => shown?.view.leave(),
  };
}
