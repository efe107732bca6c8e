/** A node that only works in the background; the same as `ROLE=worker`. */
import { start } from './server';

void start({ role: 'worker' });
