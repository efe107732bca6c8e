/**
 * A statement as a PDF file, to be printed and kept: the document's words in order, with headings and tables tagged so that the file can
 * be read aloud, and its fonts inside so that every letter of a name is there on any machine.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { inOwnDirection } from '../kernel';
import { projectRoot } from '../platform/config';
import type { StatementDocument } from './statement-document';
import type { StatementStep, StepTable } from './statement-step';

const INK = '#1d2433';
const SOFT = '#5b6372';
const RULE = '#d5d9e0';
const MARGIN = 54;
const FOOT = 40;
/** Room for the result of a step, at the right of its words. */
const OUT_WIDTH = 116;
const FIGURES: PDFKit.Mixins.OpenTypeFeatures[] = ['kern', 'tnum'];

const fonts = { regular: 'inter-regular.ttf', bold: 'inter-semibold.ttf' } as const;
const known = new Map<string, Buffer>();

function fontBytes(file: string): Buffer {
  const kept = known.get(file) ?? readFileSync(join(projectRoot(), 'public', 'fonts', file));
  known.set(file, kept);
  return kept;
}

export interface PdfWords {
  organization: string;
  /** "Page 1 of 2" */
  page: (page: number, pages: number) => string;
}

/** The file as a stream; it is complete when it ends. */
export function statementPdf(statement: StatementDocument, words: PdfWords): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, bottom: MARGIN + FOOT / 2, left: MARGIN, right: MARGIN },
    lang: statement.locale,
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    pdfVersion: '1.7',
    info: {
      Title: statement.title,
      Author: words.organization,
      Creator: 'Aplauso',
      Producer: 'Aplauso',
    },
  });
  doc.registerFont('regular', fontBytes(fonts.regular));
  doc.registerFont('bold', fontBytes(fonts.bold));
  new Drawing(doc).draw(statement);
  numberPages(doc, words);
  doc.end();
  return doc;
}

interface Look {
  size: number;
  font?: keyof typeof fonts;
  color?: string;
  /** Points above. */
  gap?: number;
  indent?: number;
  width?: number;
}

class Drawing {
  private readonly width: number;
  private readonly root: PDFKit.PDFStructureElement;

  constructor(private readonly doc: PDFKit.PDFDocument) {
    this.width = doc.page.width - 2 * MARGIN;
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
  }

  draw(statement: StatementDocument): void {
    this.words(this.root, 'P', statement.place, { size: 9, color: SOFT });
    this.words(this.root, 'H1', statement.heading, { size: 20, font: 'bold', gap: 4 });
    if (statement.draft !== null)
      this.words(this.root, 'P', statement.draft, { size: 10, font: 'bold', gap: 4 });
    for (const note of statement.notes) this.words(this.root, 'P', note, { size: 10, color: SOFT, gap: 3 });
    this.doc.y += 8;
    const steps = this.doc.struct('Sect', { title: statement.stepsLabel });
    this.root.add(steps);
    statement.steps.forEach((step, index) => this.step(steps, step, index + 1));
    this.result(steps, statement);
    steps.end();
    this.words(this.root, 'P', `${statement.sealed} ${statement.sealLabel} ${statement.shortSeal}`, {
      size: 9,
      color: SOFT,
      gap: 14,
    });
    this.words(this.root, 'H2', statement.sealDetails, { size: 9, font: 'bold', gap: 8 });
    for (const { label, value } of statement.seals)
      this.words(this.root, 'P', `${label}: ${value}`, { size: 8, color: SOFT, gap: 2 });
    this.root.end();
  }

  private step(parent: PDFKit.PDFStructureElement, step: StatementStep, number: number): void {
    const section = this.doc.struct('Sect', { title: step.title });
    parent.add(section);
    this.room(64);
    this.rule();
    const width = this.width - OUT_WIDTH - 12;
    const top = this.doc.y;
    this.words(section, 'H2', `${number}. ${step.title}`, { size: 11.5, font: 'bold', width });
    const below = this.doc.y;
    this.out(section, step, top);
    this.doc.y = below;
    for (const sentence of step.sentences) this.words(section, 'P', sentence, { size: 10, gap: 3, width });
    for (const sum of step.sums) this.words(section, 'P', sum, { size: 9, gap: 4, color: SOFT });
    if (step.table) this.table(section, step.table);
    section.end();
  }

  /** What the step came to, with its last digits standing back as on the page. */
  private out(section: PDFKit.PDFStructureElement, step: StatementStep, top: number): void {
    const text = step.outMoney ?? (step.out && `${step.out.head}${step.out.tail}`);
    if (text === undefined) return;
    const { doc } = this;
    section.add(
      doc.struct('P', {}, () => {
        doc.font('bold').fontSize(11.5).fillColor(INK);
        doc.text(text, MARGIN + this.width - OUT_WIDTH, top, {
          width: OUT_WIDTH,
          align: 'right',
          features: FIGURES,
        });
      }),
    );
  }

  private result(parent: PDFKit.PDFStructureElement, { bonusLabel, amount }: StatementDocument): void {
    const { doc } = this;
    this.room(40);
    this.rule();
    const top = doc.y + 2;
    parent.add(
      doc.struct('P', {}, () => {
        doc.font('bold').fontSize(15).fillColor(INK);
        doc.text(bonusLabel, MARGIN, top, { width: this.width / 2 });
        doc.text(amount, MARGIN + this.width / 2, top, {
          width: this.width / 2,
          align: 'right',
          features: FIGURES,
        });
      }),
    );
  }

  private table(section: PDFKit.PDFStructureElement, { summary, note, columns, rows }: StepTable): void {
    const { doc } = this;
    this.words(section, 'P', summary, { size: 9, font: 'bold', gap: 8 });
    if (note !== undefined) this.words(section, 'P', note, { size: 8.5, color: SOFT, gap: 2 });
    doc.y += 4;
    const table = doc.struct('Table', { title: summary });
    section.add(table);
    const first = columns.length > 4 ? 0.26 : 0.4;
    const widths = columns.map((_, index) =>
      index === 0 ? this.width * first : (this.width * (1 - first)) / (columns.length - 1),
    );
    this.row(table, columns, widths, () => 'Column');
    for (const cells of rows) this.row(table, cells, widths, (index) => (index === 0 ? 'Row' : null));
    table.end();
  }

  private row(
    table: PDFKit.PDFStructureElement,
    cells: readonly string[],
    widths: readonly number[],
    heads: (index: number) => 'Column' | 'Row' | null,
  ): void {
    const { doc } = this;
    const row = doc.struct('TR');
    table.add(row);
    const optionsOf = (index: number): PDFKit.Mixins.TextOptions => ({
      width: (widths[index] ?? 0) - 8,
      align: index === 0 ? 'left' : 'right',
      features: FIGURES,
    });
    doc.font('regular').fontSize(8.5);
    const height = Math.max(...cells.map((cell, index) => doc.heightOfString(cell || ' ', optionsOf(index))));
    this.room(height + 6);
    const top = doc.y;
    let left = MARGIN;
    cells.forEach((cell, index) => {
      const scope = heads(index);
      const x = left + (index === 0 ? 0 : 8);
      const options: PDFKit.Mixins.StructureElementOptions & { scope?: string } = scope ? { scope } : {};
      row.add(
        doc.struct(scope ? 'TH' : 'TD', options, () => {
          doc.font(scope === 'Column' ? 'bold' : 'regular').fontSize(8.5);
          doc.fillColor(scope === 'Column' ? SOFT : INK).text(cell || ' ', x, top, optionsOf(index));
        }),
      );
      left += widths[index] ?? 0;
    });
    row.end();
    doc.y = top + height + 3;
    this.line(doc.y, 0.4);
    doc.y += 3;
  }

  private words(
    parent: PDFKit.PDFStructureElement,
    tag: 'H1' | 'H2' | 'P',
    given: string,
    { size, font = 'regular', color = INK, gap = 0, width = this.width }: Look,
  ): void {
    const { doc } = this;
    const text = inOwnDirection(given);
    doc.y += gap;
    doc.font(font).fontSize(size);
    const options: PDFKit.Mixins.TextOptions = { width, lineGap: size * 0.18, features: FIGURES };
    this.room(doc.heightOfString(text, options));
    const top = doc.y;
    parent.add(
      doc.struct(tag, {}, () => {
        doc.font(font).fontSize(size).fillColor(color).text(text, MARGIN, top, options);
      }),
    );
  }

  /** Goes on overleaf where that much does not fit on the page any more. */
  private room(height: number): void {
    const { doc } = this;
    if (doc.y + height <= doc.page.height - doc.page.margins.bottom) return;
    doc.addPage();
  }

  private rule(): void {
    this.doc.y += 10;
    this.line(this.doc.y, 0.75);
    this.doc.y += 9;
  }

  /** Drawn for the eye only: no reader speaks it. */
  private line(y: number, thickness: number): void {
    const { doc } = this;
    doc.markContent('Artifact', { type: 'Layout' });
    doc
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + this.width, y)
      .lineWidth(thickness)
      .stroke(RULE);
    doc.endMarkedContent();
  }
}

function numberPages(doc: PDFKit.PDFDocument, { organization, page }: PdfWords): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = start; index < start + count; index += 1) {
    doc.switchToPage(index);
    const y = doc.page.height - MARGIN;
    const { bottom } = doc.page.margins;
    // Below the margin, where text would otherwise begin a page of its own.
    doc.page.margins.bottom = 0;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc.font('regular').fontSize(8).fillColor(SOFT);
    const width = doc.page.width - 2 * MARGIN;
    doc.text(organization, MARGIN, y, { width: width * 0.7, lineBreak: false, ellipsis: true });
    doc.text(page(index + 1 - start, count), MARGIN + width * 0.7, y, { width: width * 0.3, align: 'right' });
    doc.endMarkedContent();
    doc.page.margins.bottom = bottom;
  }
}
