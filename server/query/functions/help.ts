import { FORMS } from '../machine/special-forms.ts';
import { Fault } from '../query-error.ts';
import { nearestName } from '../spelling.ts';
import { Builtin, type Help, type Value } from '../values.ts';
import { textAt } from './arguments.ts';

/** The function that the form `help` calls: with a name it tells of that, else of all there is. */
export function helpFunction(builtins: readonly Builtin[]): Builtin {
  const about: readonly Help[] = [
    ...[...FORMS.values()].map(({ help }) => help),
    ...builtins.filter(({ name }) => !FORMS.has(name)).map(({ help }) => help),
  ];
  const help = FORMS.get('help')!.help;
  return new Builtin(help, {
    least: 0,
    most: 1,
    run: ([name], { budget }) => {
      budget.list(4 * about.length);
      if (name === undefined) return about.map(brief);
      const found = about.find((one) => one.name === name);
      if (found === undefined) throw unknown(textAt([name], 0), about);
      return whole(found);
    },
  });
}

function brief({ form, does }: Help): Value {
  return new Map([
    ['form', form],
    ['does', does],
  ]);
}

function whole({ group, form, does }: Help): Value {
  return new Map([
    ['form', form],
    ['does', does],
    ['group', group],
  ]);
}

function unknown(name: string, about: readonly Help[]): Fault {
  const nearest = nearestName(
    name,
    about.map((help) => help.name),
  );
  const advice = nearest === undefined ? '(help) lists what there is' : `did you mean ${nearest}?`;
  return new Fault('UNKNOWN_NAME', `there is no help about ${name}; ${advice}`);
}
