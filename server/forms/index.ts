export type { Datum, Name, Tree } from './datum.ts';
export { finish } from './finish.ts';
export { datumOf, type Form, type Span } from './form.ts';
export {
  excerptOf,
  FormError,
  type FormErrorCode,
  type Place,
  placeOf,
} from './form-error.ts';
export { print, printing, printWithin } from './printer.ts';
export { FORM_LIMITS, type FormLimits, readForm, readForms, readingForms } from './reader.ts';
