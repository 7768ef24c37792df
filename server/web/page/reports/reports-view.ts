import type { ReportName } from '../../messages.ts';
import { type Address, go, withChanges } from '../address.ts';
import { get, isAbort, messageOf } from '../api.ts';
import { button, field, h } from '../dom.ts';
import type { View } from '../view.ts';
import { readReport } from './report.ts';
import { reportView } from './report-view.ts';

/** Benchmarks: reports that the server was told of, and those that the person has. */
export function mountReports(root: HTMLElement): View {
  const note = h('p', { class: 'note fault', role: 'alert' });
  const list = h('div', {
    class: 'row tight',
    role: 'group',
    'aria-label': 'Reports of the server',
  });
  const file = h('input', { type: 'file', accept: '.json,.gz' });
  const shown = h('div');
  const ended = new AbortController();
  const { signal } = ended;

  const show = async (read: () => Promise<unknown>): Promise<void> => {
    try {
      shown.replaceChildren(reportView(readReport(await read())));
      note.textContent = '';
    } catch (error) {
      if (isAbort(error)) return;
      note.textContent =
        error instanceof SyntaxError ? 'the file is no JSON; choose another' : messageOf(error);
    }
  };
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) void show(async () => JSON.parse(await textOf(chosen)) as unknown);
  });
  root.append(
    h('h1', {}, 'Benchmarks'),
    h(
      'p',
      { class: 'faint' },
      '"vantage bench all --json report.json" saves a report; "vantage serve --reports DIR" shows those of a folder here, and "vantage report" makes a page of its own of one.',
    ),
    list,
    h('div', { class: 'row' }, field('Open a saved report', file, 'It stays in this browser.')),
    note,
    shown,
  );
  const listReports = async (): Promise<void> => {
    try {
      const reports = await get<readonly ReportName[]>('/page/api/reports', signal);
      list.replaceChildren(
        ...reports.map(({ name }) => button(name, () => go(withChanges({ report: name })))),
      );
    } catch (error) {
      if (!isAbort(error)) note.textContent = messageOf(error);
    }
  };
  void listReports();
  return {
    update(address: Address) {
      const name = address.get('report');
      if (name === undefined) shown.replaceChildren();
      else void show(() => get(`/page/api/report?name=${encodeURIComponent(name)}`, signal));
    },
    leave: () => ended.abort(),
  };
}

/** What a file says, unpacked where its name says that it is packed. */
function textOf(file: File): Promise<string> {
  if (!file.name.endsWith('.gz')) return file.text();
  return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
