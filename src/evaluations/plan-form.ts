/**
 * A plan as one form: fields are called like the places of the definition (`lines.0.name.es`), numbers are typed as people
 * write them, parts of a whole in percent. The draft lives in the form: adding, moving and removing changes nothing on record.
 */
import type { PlanDefinition, PlanDefinitionInput } from './plan-definition';
import { newGate, newLine, newMeritRow, type LineStart } from './plan-starts';

/** What was typed, by field. */
export type TypedPlan = Readonly<Record<string, string>>;

type Tree = { [key: string]: Tree | Leaf | (Tree | Leaf)[] };
type Leaf = string | number | boolean | null;

/** Typed in percent; kept in basis points or as a part of 1. */
const BASIS_POINTS = ['weightBp', 'reserveBp'];
const PARTS = [
  'thresholdPayout',
  'maximumPayout',
  'factorAtMost',
  'amountAtLeast',
  'amountAtMost',
  'fromFactor',
];
const NUMBERS = [
  ...BASIS_POINTS, ...PARTS, 'threshold', 'target', 'maximum', 'shift', 'spread', 'minimumResults', 'minimumDays',
  'minimumOrganizationAnswers', 'appealDays', 'low', 'middle', 'high', 'budgetPercent',
]; // prettier-ignore
const TICKS = ['useExpectedPayout', 'ownTargets'];
/** Empty means that there is none. */
const MAY_BE_EMPTY = ['factorAtMost', 'amountAtLeast', 'amountAtMost', 'legalEntity'];

/** The fields of a form's body, without what belongs to no plan. */
export function typedIn(body: Readonly<Record<string, unknown>>): TypedPlan {
  return Object.fromEntries(
    Object.entries(body).flatMap(([field, value]) =>
      typeof value === 'string' && !['action', '_csrf'].includes(field)
        ? [[field, value.slice(0, 1000)]]
        : [],
    ),
  );
}

/** A definition as it stands in the form. */
export function typedFrom(key: string, name: string, definition: PlanDefinition): TypedPlan {
  const fields: Record<string, string> = { key, name };
  const walk = (path: string, leaf: string, value: unknown): void => {
    if (value === null || value === undefined || leaf === 'reference') return;
    if (typeof value === 'object') {
      if (leaf === 'relative' || leaf === 'merit') fields[`${path}.on`] = 'on';
      for (const [part, inner] of Object.entries(value))
        walk(path === '' ? part : `${path}.${part}`, part, inner);
      return;
    }
    fields[path] = written(leaf, value as Leaf);
  };
  walk('', '', definition);
  return fields;
}

/** What the fields mean. What is no number stays as it was typed, and is refused by the definition at its place. */
export function definitionIn(typed: TypedPlan): PlanDefinitionInput {
  const tree: Tree = {};
  for (const [field, value] of Object.entries(typed)) {
    if (['key', 'name'].includes(field)) continue;
    const leaf = field.slice(field.lastIndexOf('.') + 1);
    place(tree, field.split('.'), meaning(leaf, value.trim()));
  }
  for (const ticked of linesOf(tree)) {
    for (const tick of TICKS)
      if (tick in ticked || usesTick(ticked, tick)) ticked[tick] = ticked[tick] === true;
    const { relative } = ticked;
    if (isTree(relative)) {
      const { on, ...rest } = relative;
      ticked['relative'] = on === 'on' ? rest : null;
    }
  }
  const { merit } = tree;
  if (isTree(merit)) {
    const { on, ...rest } = merit;
    tree['merit'] = on === 'on' ? { rows: [], ...rest } : null;
  }
  const override = tree['surveyCapOverride'];
  if (isTree(override) && (override['reason'] ?? '') === '') tree['surveyCapOverride'] = null;
  tree['lines'] ??= [];
  tree['gates'] ??= [];
  return withTranslations(tree) as unknown as PlanDefinitionInput;
}

/**
 * The form with a part added, moved or removed: `add.lines.goal`, `add.gates`, `add.merit.rows`, `up.lines.1`, `down.lines.0`,
 * `remove.gates.0`. Undefined for an action that does something else.
 */
export function rearranged(typed: TypedPlan, action: string): TypedPlan | undefined {
  const add = /^add\.(lines|gates|merit\.rows)(?:\.(\w+))?$/.exec(action);
  if (add) {
    const list = add[1] ?? '';
    const items = itemsOf(typed, list);
    const keys = items.map((item) => item['key'] ?? '');
    const fresh =
      list === 'lines'
        ? newLine((add[2] ?? 'goal') as LineStart, keys)
        : list === 'gates'
          ? newGate(keys)
          : newMeritRow();
    const made: Record<string, string> = {};
    flatten('', fresh, made);
    return withItems(typed, list, [...items, made]);
  }
  const move = /^(up|down|remove)\.(lines|gates|merit\.rows)\.(\d{1,2})$/.exec(action);
  if (!move) return undefined;
  const [, verb = '', list = '', place = '0'] = move;
  const items = itemsOf(typed, list);
  const index = Number(place);
  const [item] = items.splice(index, 1);
  if (item && verb !== 'remove') items.splice(Math.max(0, index + (verb === 'up' ? -1 : 1)), 0, item);
  return withItems(typed, list, items);
}

/** The items of a list in the form, each with its fields by their place within it. */
export function itemsOf(typed: TypedPlan, list: string): Record<string, string>[] {
  const items: Record<string, string>[] = [];
  for (const [field, value] of Object.entries(typed)) {
    if (!field.startsWith(`${list}.`)) continue;
    const [index = '', ...rest] = field.slice(list.length + 1).split('.');
    if (!/^\d{1,2}$/.test(index) || rest.length === 0) continue;
    (items[Number(index)] ??= {})[rest.join('.')] = value;
  }
  return items.filter((item) => item !== undefined);
}

function withItems(typed: TypedPlan, list: string, items: readonly Record<string, string>[]): TypedPlan {
  const kept = Object.entries(typed).filter(
    ([field]) => !/^\d/.test(field.slice(list.length + 1)) || !field.startsWith(`${list}.`),
  );
  const placed = items.flatMap((item, index) =>
    Object.entries(item).map(([field, value]) => [`${list}.${index}.${field}`, value] as const),
  );
  return Object.fromEntries([...kept, ...placed]);
}

function flatten(path: string, value: unknown, into: Record<string, string>): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object') {
    for (const [part, inner] of Object.entries(value))
      flatten(path === '' ? part : `${path}.${part}`, inner, into);
    return;
  }
  into[path] = written(path.slice(path.lastIndexOf('.') + 1), value as Leaf);
}

function written(leaf: string, value: Leaf): string {
  if (typeof value === 'boolean') return value ? 'on' : '';
  if (typeof value !== 'number') return String(value);
  if (BASIS_POINTS.includes(leaf)) return String(value / 100);
  return String(PARTS.includes(leaf) ? Math.round(value * 1e8) / 1e6 : value);
}

function meaning(leaf: string, text: string): Leaf | undefined {
  if (TICKS.includes(leaf)) return text === 'on';
  if (text === '') return MAY_BE_EMPTY.includes(leaf) ? null : NUMBERS.includes(leaf) ? undefined : text;
  if (!NUMBERS.includes(leaf) || !/^[-−]?\d{1,12}([.,]\d{1,6})?$/.test(text)) return text;
  const value = Number(text.replace(',', '.').replace('−', '-'));
  if (BASIS_POINTS.includes(leaf)) return Math.round(value * 1e6) / 1e4;
  return PARTS.includes(leaf) ? Math.round(value * 1e6) / 1e8 : value;
}

function place(tree: Tree, path: readonly string[], value: Leaf | undefined): void {
  if (value === undefined) return;
  let here: Tree = tree;
  path.forEach((part, index) => {
    if (['__proto__', 'constructor', 'prototype'].includes(part)) return;
    if (index === path.length - 1) {
      here[part] = value;
      return;
    }
    const list = /^\d{1,2}$/.test(path[index + 1] ?? '');
    here[part] ??= list ? [] : {};
    here = here[part] as Tree;
  });
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function linesOf(tree: Tree): Tree[] {
  const { lines } = tree;
  return Array.isArray(lines) ? lines.filter(isTree) : [];
}

/** A box that is not ticked sends nothing. */
function usesTick(line: Tree, tick: string): boolean {
  return tick === 'useExpectedPayout' ? line['kind'] === 'customer_opinion' : line['kind'] === 'goal';
}

/** Words left empty in a language are the Spanish ones: everybody can read the plan. */
function withTranslations(value: Tree | Leaf | (Tree | Leaf)[]): Tree | Leaf | (Tree | Leaf)[] {
  if (Array.isArray(value)) return value.map((item) => withTranslations(item) as Tree | Leaf);
  if (!isTree(value)) return value;
  const { es } = value;
  const filled =
    typeof es === 'string' && 'en' in value
      ? { ...value, en: value['en'] || es, 'pt-BR': value['pt-BR'] || es }
      : value;
  return Object.fromEntries<Tree | Leaf | (Tree | Leaf)[]>(
    Object.entries(filled).map(([part, inner]) => [part, withTranslations(inner)]),
  );
}
