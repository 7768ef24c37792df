// Lets a thread import TypeScript when the pool runs from the sources; the built form needs none.
import { register } from 'tsx/esm/api';

register();
