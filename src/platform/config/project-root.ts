/** Where the product is installed: templates, public files and messages are read from there, built or not. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds `package.json` and `views/`. */
export function projectRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error('Aplauso is not installed completely: no package.json found.');
  }
}
