/**
 * The sections of a case's page. Each part of recovery adds its own, with the partial that shows it; the page puts them
 * in order and knows none of them.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import type { DomainError } from '../platform/errors';
import type { CaseStory } from './recovery.queries';

/** A form of a section that was refused: it is shown again with what was typed. */
export interface RefusedForm {
  /** The key of the section it stands in. */
  readonly section: string;
  /** What was typed, by field. */
  readonly typed: Readonly<Record<string, string>>;
  readonly problem: DomainError;
}

/** Who reads which case. */
export interface CaseReader {
  readonly viewer: Viewer;
  readonly story: CaseStory;
  /** Whether the reader works cases: the forms are for them only. */
  readonly canWork: boolean;
  /** Present when the form refused last was this section's. */
  readonly refused?: RefusedForm;
}

export interface CaseSection {
  readonly key: string;
  /** The wide column, or the narrow one beside it. */
  readonly column: 'main' | 'side';
  /** Small numbers stand above. */
  readonly order: number;
  /** The partial in `views/partials` that shows the model. */
  readonly partial: string;
  /** What the partial shows; undefined where this reader gets no such section. */
  readonly model: (reader: CaseReader) => Promise<object | undefined>;
}

interface ShownSection {
  readonly key: string;
  readonly column: 'main' | 'side';
  readonly partial: string;
  readonly model: object;
}

@Injectable()
export class CaseSections {
  private readonly sections: CaseSection[] = [];

  /** Called in `onModuleInit`. */
  add(section: CaseSection): void {
    this.sections.push(section);
    this.sections.sort((one, other) => one.order - other.order);
  }

  /** The sections this reader gets, in their order. */
  async of(reader: CaseReader): Promise<ShownSection[]> {
    const shown = await Promise.all(
      this.sections.map(async ({ key, column, partial, model }) => {
        const refused = reader.refused?.section === key ? reader.refused : undefined;
        return { key, column, partial, model: await model({ ...reader, refused }) };
      }),
    );
    return shown.filter((section): section is ShownSection => section.model !== undefined);
  }
}

/** The fields of a form as they were sent, to be shown again: texts, anything else as ''. */
export function typedIn(body: unknown, fields: readonly string[]): Record<string, string> {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return Object.fromEntries(fields.map((name) => [name, typeof given[name] === 'string' ? given[name] : '']));
}
