import type { Form } from '../../forms/index.ts';
import type { Code } from './code.ts';
import { Compiler } from './compiler.ts';
import { FORMS } from './special-forms.ts';

/**
 * Compiles `form` of `text` to code, a few forms at a time, so that others may have turns between.
 * @throws QueryError `ARGUMENTS`, `TYPE`, `UNKNOWN_NAME` for a special form that is none.
 */
export function compiling(form: Form, text: string): Generator<undefined, Code, undefined> {
  return new Compiler(text, FORMS).code(form, (compiler) => compiler.form(form, true));
}
