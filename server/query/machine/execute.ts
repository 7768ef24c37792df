import { Fault } from '../query-error.ts';
import { nearestName } from '../spelling.ts';
import { Closure, isList, isTrue, kindOf, type Value } from '../values.ts';
import type { Action } from './code.ts';
import type { Definitions } from './definitions.ts';
import { Environment } from './environment.ts';
import type { CodeFrame, Machine } from './machine.ts';

/** Carries out one action of the function on top. @throws Fault */
export function execute(machine: Machine, frame: CodeFrame, action: Action): void {
  const { stack } = machine;
  switch (action.tag) {
    case 'constant':
      stack.push(action.value);
      return;
    case 'lookup':
      stack.push(lookUp(frame.environment, machine.definitions, action.name));
      return;
    case 'define':
      define(frame.environment, machine.definitions, action.name, stack.at(-1)!);
      return;
    case 'assign':
      assign(frame.environment, machine.definitions, action.name, stack.at(-1)!);
      return;
    case 'closure':
      machine.context.budget.closure();
      stack.push(new Closure(action.template, frame.environment));
      return;
    case 'call': {
      const values = take(stack, action.count);
      machine.call(stack.pop()!, values, action.tail);
      return;
    }
    case 'jump':
    case 'branch':
    case 'and':
    case 'or':
      jump(stack, frame, action);
      return;
    case 'drop':
      stack.pop();
      return;
    case 'enter':
      frame.environment = new Environment([], [], frame.environment);
      return;
    case 'leave':
      frame.environment = frame.environment?.parent;
      return;
    case 'return':
      machine.leave(stack.pop()!);
      return;
    case 'record':
    case 'list':
    case 'condition':
    case 'filter':
      machine.context.budget.list(sizeOf(stack, action));
      stack.push(made(stack, action));
      return;
    default:
      unreachable(action);
  }
}

type Maker = Extract<Action, { readonly tag: 'record' | 'list' | 'condition' | 'filter' }>;

/** Elements of what is made of the values on the stack; lists among operands of `in` are laid out. */
function sizeOf(stack: readonly Value[], maker: Maker): number {
  switch (maker.tag) {
    case 'filter':
      return 0;
    case 'record':
      return 2 * maker.keys.length;
    case 'list':
      return maker.count;
    case 'condition': {
      const operands = stack.slice(stack.length - maker.count);
      return operands.reduce<number>(
        (size, operand) => size + (isList(operand) ? operand.length : 1),
        2,
      );
    }
    default:
      return unreachable(maker);
  }
}

/** The value that is made of those on the stack, which it takes. */
function made(stack: Value[], maker: Maker): Value {
  switch (maker.tag) {
    case 'record': {
      const values = take(stack, maker.keys.length);
      return new Map(maker.keys.map((key, index) => [key, values[index]!]));
    }
    case 'list': {
      const values = take(stack, maker.count - 1);
      return [stack.pop()!, ...values];
    }
    case 'condition': {
      const operands = take(stack, maker.count);
      const { head, column } = maker;
      const flat = head === 'in' ? (operands as readonly Value[]).flat() : operands;
      for (const operand of flat as readonly Value[]) checkOperand(operand, head);
      const names: readonly Value[] = [
        { tag: 'symbol', name: head },
        { tag: 'symbol', name: column },
      ];
      return [...names, ...(flat as readonly Value[])];
    }
    case 'filter': {
      const value = stack.pop()!;
      if (value === null || isList(value)) return value;
      throw new Fault('TYPE', `${kindOf(value)} is no filter; (where (= level "A")) makes one`);
    }
    default:
      return unreachable(maker);
  }
}

function checkOperand(operand: Value, head: string): void {
  if (operand === null || typeof operand !== 'object') return;
  throw new Fault(
    'TYPE',
    `${head} compares a column with numbers and texts, not ${kindOf(operand)}`,
  );
}

function take(stack: Value[], count: number): Value[] {
  return count === 0 ? [] : stack.splice(-count);
}

function jump(
  stack: Value[],
  frame: CodeFrame,
  { tag, to }: Extract<Action, { readonly tag: 'jump' | 'branch' | 'and' | 'or' }>,
): void {
  if (tag === 'jump') {
    frame.at = to;
    return;
  }
  const isOne = isTrue(stack.at(-1)!);
  const jumps = tag === 'or' ? isOne : !isOne;
  if (tag === 'branch' || !jumps) stack.pop();
  if (jumps) frame.at = to;
}

function lookUp(innermost: Environment | undefined, definitions: Definitions, name: string): Value {
  for (let scope = innermost; scope !== undefined; scope = scope.parent) {
    const value = scope.get(name);
    if (value !== undefined) return value;
  }
  const value = definitions.get(name);
  if (value !== undefined) return value;
  throw unknown(innermost, definitions, name);
}

function define(
  innermost: Environment | undefined,
  definitions: Definitions,
  name: string,
  value: Value,
): void {
  if (innermost === undefined) definitions.define(name, value);
  else innermost.define(name, value);
}

function assign(
  innermost: Environment | undefined,
  definitions: Definitions,
  name: string,
  value: Value,
): void {
  for (let scope = innermost; scope !== undefined; scope = scope.parent) {
    if (scope.assign(name, value)) return;
  }
  if (definitions.assign(name, value)) return;
  if (definitions.get(name) === undefined) throw unknown(innermost, definitions, name);
  throw new Fault('ARGUMENTS', `${name} is of the language; def gives the name another meaning`);
}

function unknown(
  innermost: Environment | undefined,
  definitions: Definitions,
  name: string,
): Fault {
  const nearest = nearestName(name, namesFrom(innermost, definitions));
  const advice = nearest === undefined ? '(help) lists what there is' : `did you mean ${nearest}?`;
  return new Fault('UNKNOWN_NAME', `${name} is not defined; ${advice}`);
}

function* namesFrom(
  innermost: Environment | undefined,
  definitions: Definitions,
): Generator<string> {
  for (let scope = innermost; scope !== undefined; scope = scope.parent) yield* scope.names;
  yield* definitions.names();
}

function unreachable(action: never): never {
  throw new TypeError(`unknown action ${JSON.stringify(action)}`);
}
