/** What customers read exists in each tone of Spanish: the same texts, with nothing left of the formal one. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { IntlMessageFormat } from 'intl-messageformat';
import { LOCALES, TONES } from '../../src/kernel';
import { projectRoot } from '../../src/platform/config';

const views = join(projectRoot(), 'views');
const folder = join(views, 'messages');
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, string>;
const formal: Record<string, string> = Object.assign(
  {},
  ...readdirSync(join(folder, 'es'))
    .filter((name) => name.endsWith('.json'))
    .map((name) => read(`es/${name}`)),
);

/** What customers are shown: pages without the staff's frame, and mails. */
const FOR_CUSTOMERS =
  /^(responses\/(answer|closed|thanks|wrong|wrong-thanks)|partials\/(responses|answer|kiosk)-[\w-]+|invitations\/unsubscribe|collectors\/kiosk|recovery\/(promised|call|follow-up)|emails\/[\w.]+)\.(hbs|mjml)$/;

const words = (list: string) => new RegExp(String.raw`(?<!\p{L})(${list})(?!\p{L})`, 'iu');
/** Words of the formal tone. "Su trabajo" is the employee's: it is not the customer who is addressed. */
const FORMAL = words(
  'usted|su|sus|le|les|elija|revise|llame|llámenos|abra|escriba|cuéntenos|díganos|toque|vuelva|intente|espere|use|deje|' +
    'puede|quiere|prefiere|recibe|recibirá|pida|cargue|marque|responda|envíe|apunte|pregunte|acórtelo|envíelo|ábralo|' +
    'permitió|contó|pidió|tuvo|podrá|prefiera|busca',
);
const aboutCustomers = (text: string) => text.replaceAll('reconocer su trabajo', '');

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
const [LITERAL, POUND] = [0, 7];

function argumentsOf(text: string): string[] {
  const found = new Set<string>();
  const walk = (elements: Element[]) => {
    for (const element of elements) {
      if ('value' in element && ![LITERAL, POUND].includes(element.type)) found.add(element.value);
      if ('options' in element) for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, 'es', undefined, { ignoreTag: true }).getAst());
  return [...found].sort();
}

/** The keys a template asks for by name. */
function keysIn(source: string): string[] {
  const found: string[] = [];
  class Words extends Handlebars.Visitor {
    private note(path: hbs.AST.Expression, params: hbs.AST.Expression[]) {
      const [first] = params;
      if ('original' in path && path.original === 't' && first?.type === 'StringLiteral')
        found.push((first as hbs.AST.StringLiteral).value);
    }
    override MustacheStatement(node: hbs.AST.MustacheStatement) {
      this.note(node.path, node.params);
      super.MustacheStatement(node);
    }
    override SubExpression(node: hbs.AST.SubExpression) {
      this.note(node.path, node.params);
      super.SubExpression(node);
    }
  }
  new Words().accept(Handlebars.parse(source));
  return found;
}

describe('tones', () => {
  it('only Spanish has more than one', () => {
    const files = readdirSync(join(folder, 'tones')).sort();
    expect(files).toEqual(['es.tu.json', 'es.vos.json']);
    for (const locale of LOCALES.filter((one) => one !== 'es')) {
      for (const tone of TONES) expect(existsSync(join(folder, `tones/${locale}.${tone}.json`))).toBe(false);
    }
  });

  it('both informal ones change the same texts', () => {
    expect(Object.keys(read('tones/es.vos.json')).sort()).toEqual(
      Object.keys(read('tones/es.tu.json')).sort(),
    );
  });

  it.each(['tu', 'vos'])(
    '%s: each text exists, takes the same arguments, differs, and is formal no more',
    (tone) => {
      for (const [key, text] of Object.entries(read(`tones/es.${tone}.json`))) {
        const base = formal[key];
        expect({ key, exists: base !== undefined }).toEqual({ key, exists: true });
        expect({ key, arguments: argumentsOf(text) }).toEqual({ key, arguments: argumentsOf(base ?? '') });
        expect({ key, same: text === base }).toEqual({ key, same: false });
        expect({ key, formal: FORMAL.exec(aboutCustomers(text))?.[0] }).toEqual({ key, formal: undefined });
      }
    },
  );

  it('tu and vos differ where the verb does', () => {
    const [tu, vos] = [read('tones/es.tu.json'), read('tones/es.vos.json')];
    expect(tu['responses.human']).toBe('¿Prefieres hablar con una persona? Llama al');
    expect(vos['responses.human']).toBe('¿Preferís hablar con una persona? Llamá al');
  });

  it('no text that customers are shown by name is formal in every tone', () => {
    const toned = read('tones/es.tu.json');
    const templates = readdirSync(views, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => FOR_CUSTOMERS.test(path));
    expect(templates.length).toBeGreaterThan(10);
    const keys = templates.flatMap((path) => keysIn(readFileSync(join(views, path), 'utf8')));
    const left = [...new Set(keys)].filter(
      (key) => toned[key] === undefined && FORMAL.test(aboutCustomers(formal[key] ?? '')),
    );
    expect(left.map((key) => `${key}: ${formal[key]}`)).toEqual([]);
  });
});
