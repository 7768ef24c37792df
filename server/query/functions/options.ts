import { Fault } from '../query-error.ts';
import { nearestName } from '../spelling.ts';
import { isName, type Value } from '../values.ts';

/**
 * What follows the first `count` arguments: keywords of `known`, each with its value, in one list
 * for all of them that has undefined for those left out.
 * @throws Fault `ARGUMENTS`
 */
export function optionsOf<Known extends string>(
  values: readonly Value[],
  count: number,
  known: readonly Known[],
): Readonly<Partial<Record<Known, Value>>> {
  const options: Partial<Record<Known, Value>> = {};
  for (let index = count; index < values.length; index += 2) {
    const keyword = values[index]!;
    const listed = known.map((name) => `:${name}`).join(' ');
    if (!isName(keyword, 'keyword')) {
      throw new Fault('ARGUMENTS', `argument ${index + 1} is none of ${listed}`);
    }
    const name = known.find((one) => one === keyword.name);
    if (name === undefined) {
      const nearest = nearestName(keyword.name, known);
      const advice = nearest === undefined ? `there are ${listed}` : `did you mean :${nearest}?`;
      throw new Fault('ARGUMENTS', `:${keyword.name} is unknown here; ${advice}`);
    }
    if (Object.hasOwn(options, name)) throw new Fault('ARGUMENTS', `:${name} is given twice`);
    if (index + 1 === values.length) throw new Fault('ARGUMENTS', `:${name} has no value`);
    options[name] = values[index + 1]!;
  }
  return options;
}
