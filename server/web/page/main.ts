import { type Address, followAddress, go, here } from './address.ts';
import { h } from './dom.ts';
import { mountReports } from './reports/reports-view.ts';
import { mountSimilar } from './similar/similar-view.ts';
import { mountStatus } from './status/status-view.ts';
import { mountTrees } from './trees/trees-view.ts';
import type { Mount, View } from './view.ts';

const PAGES: readonly { readonly name: string; readonly title: string; readonly mount: Mount }[] = [
  { name: 'similar', title: 'Similar series', mount: mountSimilar },
  { name: 'trees', title: 'Trees', mount: mountTrees },
  { name: 'server', title: 'Server', mount: mountStatus },
  { name: 'benchmarks', title: 'Benchmarks', mount: mountReports },
];

const main = document.querySelector('main')!;
const nav = document.querySelector('nav')!;
let shown: { readonly name: string; readonly view: View } | undefined;

function show(address: Address): void {
  const page = PAGES.find(({ name }) => name === address.get('page')) ?? PAGES[0]!;
  for (const link of nav.querySelectorAll('a')) {
    if (link.dataset['page'] === page.name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (shown?.name !== page.name) {
    shown?.view.leave();
    main.replaceChildren();
    document.title = `${page.title} – Vantage`;
    shown = { name: page.name, view: page.mount(main) };
  }
  shown.view.update(address);
}

nav.append(
  ...PAGES.map(({ name, title }) => {
    const to = `?page=${name}`;
    const onclick = (event: Event): void => {
      const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
      if (ctrlKey || metaKey || shiftKey) return;
      event.preventDefault();
      go(to);
    };
    return h('a', { href: to, 'data-page': name, onclick }, title);
  }),
);
followAddress(show);
show(here());
