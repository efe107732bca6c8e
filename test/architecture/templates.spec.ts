/** Templates print nothing unescaped, carry no script or style of their own, and use words that exist. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { projectRoot } from '../../src/platform/config';
import { TRIPLE_STASH_FILES } from '../../src/platform/views';

const views = join(projectRoot(), 'views');
const all = readdirSync(views, { recursive: true, encoding: 'utf8' }).map((path) =>
  path.replaceAll('\\', '/'),
);
const templates = all.filter((path) => path.endsWith('.hbs')).sort();
/** E-mail styles are inline by necessity; the other rules hold for them too. */
const pages = templates.filter((path) => !path.startsWith('emails/'));
const read = (path: string) => readFileSync(join(views, path), 'utf8');

/** Every node of a parsed template, blocks and arguments included. */
function nodesOf(node: unknown): hbs.AST.Node[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(nodesOf);
  const children = Object.entries(node)
    .filter(([key]) => key !== 'loc' && key !== 'strip')
    .flatMap(([, child]) => nodesOf(child));
  return 'type' in node ? [node as hbs.AST.Node, ...children] : children;
}

/** The template without comments and expressions: what is left is markup and text. */
function markupOf(source: string): string {
  return source.replace(/\{\{!--[\s\S]*?--\}\}/g, '').replace(/\{\{\{?[\s\S]*?\}?\}\}/g, '');
}

describe('templates', () => {
  it('exist', () => {
    expect(pages.length).toBeGreaterThan(15);
  });

  it.each(templates)('%s parses, and prints unescaped only where that is listed', (path) => {
    const unescaped = nodesOf(Handlebars.parse(read(path))).filter(
      (node) => 'escaped' in node && node.escaped === false,
    );
    const allowed = (TRIPLE_STASH_FILES as readonly string[]).includes(path);
    expect(unescaped.map((node) => node.loc.start.line)).toEqual(allowed ? [expect.any(Number)] : []);
  });

  it.each(pages)('%s carries no script, style or event handler of its own', (path) => {
    const source = read(path);
    expect(source).not.toMatch(/<style\b/i);
    expect(source).not.toMatch(/\sstyle\s*=/i);
    expect(source).not.toMatch(/\son[a-z]+\s*=/i);
    expect(source).not.toMatch(/javascript:/i);
    const inline = [...source.matchAll(/<script\b[^>]*>/gi)].filter(
      ([tag]) => !/\ssrc=/.test(tag) && !tag.includes('type="application/json"'),
    );
    expect(inline).toEqual([]);
  });

  it.each(templates)('%s uses words that exist', (path) => {
    const known = new Set(
      all
        .filter((name) => /^messages\/es\/[^/]+\.json$/.test(name))
        .flatMap((name) => Object.keys(JSON.parse(read(name)) as object)),
    );
    const used = nodesOf(Handlebars.parse(read(path))).flatMap((node) => {
      if (!('path' in node) || !('params' in node)) return [];
      const { path: helper, params } = node as hbs.AST.MustacheStatement;
      const first = params[0];
      const isWord = 'original' in helper && helper.original === 't' && first?.type === 'StringLiteral';
      return isWord ? [(first as hbs.AST.StringLiteral).value] : [];
    });
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(pages)('%s has its words in the message files, not in the markup', (path) => {
    const text = markupOf(read(path))
      .replace(/<[^>]*>/g, ' ')
      .replace(/&[a-z]+;/g, ' ');
    expect(text.match(/\p{L}{3,}/gu) ?? []).toEqual([]);
  });
});
