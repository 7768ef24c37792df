export type { Datum, Name, Tree } from './datum.ts';
export { datumOf, type Form, type Span } from './form.ts';
export {
  excerptOf,
  FormError,
  type FormErrorCode,
  type Place,
  placeOf,
} from './form-error.ts';
export { print, printWithin } from './printer.ts';
export { FORM_LIMITS, type FormLimits, readForm, readForms, readingForms } from './reader.ts';
