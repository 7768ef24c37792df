import { field, h } from './dom.ts';

/** Kept until the tab is closed, and sent to this server alone. */
const KEY = 'vantage-token';

let asking: Promise<void> | undefined;

/** The token that requests are to show, once there is one. */
export function shownToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Asks for a token and resolves when one was given; requests that wait share the question. */
export function askForToken(reason: string): Promise<void> {
  asking ??= question(reason).finally(() => {
    asking = undefined;
  });
  return asking;
}

function question(reason: string): Promise<void> {
  return new Promise((resolve) => {
    const input = h('input', {
      type: 'password',
      autocomplete: 'off',
      required: true,
      spellcheck: 'false',
    });
    const wrong = shownToken() !== undefined;
    const dialog = h(
      'dialog',
      { 'aria-labelledby': 'token-title' },
      h('h2', { id: 'token-title' }, 'This server asks for a token'),
      h('p', { class: wrong ? 'fault' : '' }, wrong ? reason : 'Ask for one where it is run.'),
      h(
        'form',
        {
          onsubmit(event) {
            event.preventDefault();
            sessionStorage.setItem(KEY, input.value.trim());
            dialog.close();
            dialog.remove();
            resolve();
          },
        },
        field('Token', input, 'Kept until this tab is closed.'),
        h('button', { class: 'primary' }, 'Go on'),
      ),
    );
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
}
