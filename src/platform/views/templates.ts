/**
 * Handlebars templates from `views/`: pages, partials, layouts. They come from disk only, never from the database,
 * and are compiled at their first use and kept; in development they are read anew each time.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { registerHelpers } from './helpers';

/** The only files that may print without escaping: layouts, for the page they frame. */
export const TRIPLE_STASH_FILES = ['layouts/staff.hbs', 'layouts/public.hbs', 'layouts/kiosk.hbs', 'layouts/board.hbs', 'layouts/fragment.hbs', 'layouts/bare.hbs'] as const;

/** By folder: who starts the product several times in one process compiles its pages once. */
const kept = new Map<string, Templates>();

export class Templates {
  private readonly engine = Handlebars.create();
  private readonly pages = new Map<string, Handlebars.TemplateDelegate>();

  /**
   * @param folder `views/`
   * @param fresh read templates anew for each page
   */
  constructor(
    private readonly folder: string,
    private readonly fresh: boolean,
  ) {
    registerHelpers(this.engine);
    this.load();
  }

  /** Those of a folder, compiled by whoever needed them first; anew each time when they are to be fresh. */
  static in(folder: string, fresh: boolean): Templates {
    if (fresh) return new Templates(folder, fresh);
    const templates = kept.get(folder) ?? new Templates(folder, fresh);
    kept.set(folder, templates);
    return templates;
  }

  /** @throws Error when there is no such template */
  render(name: string, model: object, data: object): string {
    if (this.fresh) this.load();
    const page = this.pages.get(name);
    if (!page) throw new Error(`There is no template views/${name}.hbs.`);
    return page(model, { data });
  }

  private load(): void {
    const files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
    for (const path of files.filter((name) => name.endsWith('.hbs') && !name.startsWith('emails/'))) {
      const name = path.slice(0, -'.hbs'.length);
      const source = readFileSync(join(this.folder, path), 'utf8');
      const template = this.engine.compile(source, { preventIndent: true });
      if (name.startsWith('partials/')) this.engine.registerPartial(name.slice('partials/'.length), template);
      else this.pages.set(name, template);
    }
  }
}
