/** A certificate as a PDF, A4 across, to be printed and hung: tagged for readers, its fonts inside. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { Locale } from '../../kernel';
import { projectRoot } from '../../platform/config';
import { displayedText } from '../calc/displayed-text';
import { AWARD_ICONS, type AwardIcon } from './award-icons';

const INK = '#1d2433';
const SOFT = '#5b6372';
const GOLD = '#b98524';
const FINE = '#e3d3b0';
const FRAME = 28;
const ICON_SIZE = 64;

const fonts = { regular: 'inter-regular.ttf', bold: 'inter-semibold.ttf' } as const;
const known = new Map<string, Buffer>();

function fontBytes(file: string): Buffer {
  const kept = known.get(file) ?? readFileSync(join(projectRoot(), 'public', 'fonts', file));
  known.set(file, kept);
  return kept;
}

/** The words of a certificate, finished. */
export interface CertificateWords {
  readonly locale: Locale;
  readonly organization: string;
  /** `#rrggbb` */
  readonly accent: string;
  readonly icon: AwardIcon;
  /** "Certificate of recognition" */
  readonly heading: string;
  /** "This is for" */
  readonly lead: string;
  readonly person: string;
  readonly award: string;
  readonly period: string;
  readonly reasons: readonly string[];
  /** "Given on 3 October 2026" */
  readonly given: string;
  /** "For the organization" under the line to sign on. */
  readonly signature: string;
}

/** The file as a stream; it is complete when it ends. */
export function certificatePdf(words: CertificateWords): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    lang: words.locale,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: displayedText(`${words.award} · ${words.person}`),
      Author: displayedText(words.organization),
      Creator: 'Aplauso',
      Producer: 'Aplauso',
    },
  });
  doc.registerFont('regular', fontBytes(fonts.regular));
  doc.registerFont('bold', fontBytes(fonts.bold));
  draw(doc, words);
  doc.end();
  return doc;
}

interface Line {
  readonly tag: 'H1' | 'P';
  readonly text: string;
  readonly size: number;
  /** The smallest it may shrink to so that it stays on its lines. */
  readonly least?: number;
  readonly lines?: number;
  readonly bold?: boolean;
  readonly color?: string;
  /** Points above. */
  readonly gap: number;
  readonly spacing?: number;
}

function draw(doc: PDFKit.PDFDocument, words: CertificateWords): void {
  const root = doc.struct('Document');
  doc.addStructure(root);
  ornaments(doc, words);
  doc.y = 190;
  const lines: Line[] = [
    { tag: 'P', text: words.heading.toLocaleUpperCase(words.locale), size: 11, color: GOLD, bold: true, gap: 0, spacing: 2.4 },
    { tag: 'H1', text: words.award, size: 34, least: 20, lines: 2, bold: true, gap: 10 },
    { tag: 'P', text: words.lead, size: 12, color: SOFT, gap: 14 },
    { tag: 'P', text: words.person, size: 28, least: 16, lines: 2, color: words.accent, bold: true, gap: 4 },
    { tag: 'P', text: words.period, size: 13, color: SOFT, gap: 10 },
    ...words.reasons.map((text, index): Line => ({ tag: 'P', text, size: 11, lines: 2, gap: index === 0 ? 16 : 3 })),
  ]; // prettier-ignore
  for (const line of lines) write(doc, root, line);
  foot(doc, root, words);
  root.end();
}

/** Drawn for the eye only: no reader speaks it. */
function ornaments(doc: PDFKit.PDFDocument, { icon, accent }: CertificateWords): void {
  const { width, height } = doc.page;
  doc.markContent('Artifact', { type: 'Layout' });
  doc.rect(0, 0, width, height).fill('#fffdf8');
  doc
    .roundedRect(FRAME, FRAME, width - 2 * FRAME, height - 2 * FRAME, 10)
    .lineWidth(1.6)
    .stroke(accent);
  doc
    .roundedRect(FRAME + 7, FRAME + 7, width - 2 * FRAME - 14, height - 2 * FRAME - 14, 6)
    .lineWidth(0.6)
    .stroke(FINE);
  const left = (width - ICON_SIZE) / 2;
  doc.circle(width / 2, 76 + ICON_SIZE / 2, ICON_SIZE * 0.78).fill('#fdf3e0');
  doc.save();
  doc.translate(left, 76).scale(ICON_SIZE / 24);
  doc.path(AWARD_ICONS[icon]).lineWidth(1.6).lineCap('round').lineJoin('round').stroke(GOLD);
  doc.restore();
  doc.endMarkedContent();
}

function write(doc: PDFKit.PDFDocument, root: PDFKit.PDFStructureElement, line: Line): void {
  const { tag, size, least = size, lines = 1, bold = false, color = INK, gap, spacing = 0 } = line;
  const text = displayedText(line.text);
  const width = doc.page.width - 2 * (FRAME + 62);
  const options: PDFKit.Mixins.TextOptions = { width, align: 'center', characterSpacing: spacing };
  doc.font(bold ? 'bold' : 'regular');
  let fitting = size;
  // A long name stays on its lines by becoming smaller; what is longer still ends in an ellipsis.
  while (fitting > least && doc.fontSize(fitting).heightOfString(text, options) > fitting * 1.3 * lines)
    fitting -= 1;
  doc.fontSize(fitting);
  const most = Math.ceil(doc.currentLineHeight(true) * lines) + 1;
  const height = Math.min(doc.heightOfString(text, options), most);
  doc.y += gap;
  const top = doc.y;
  root.add(
    doc.struct(tag, {}, () => {
      doc
        .font(bold ? 'bold' : 'regular')
        .fontSize(fitting)
        .fillColor(color)
        .text(text, FRAME + 62, top, { ...options, height: most, ellipsis: true });
    }),
  );
  doc.y = top + height;
}

function foot(doc: PDFKit.PDFDocument, root: PDFKit.PDFStructureElement, words: CertificateWords): void {
  const y = doc.page.height - FRAME - 78;
  const half = (doc.page.width - 2 * (FRAME + 62)) / 2;
  const left = FRAME + 62;
  doc.markContent('Artifact', { type: 'Layout' });
  doc
    .moveTo(left + half + 40, y + 22)
    .lineTo(left + 2 * half, y + 22)
    .lineWidth(0.6)
    .stroke(SOFT);
  doc.endMarkedContent();
  const at = (text: string, x: number, top: number, bold: boolean, align: 'left' | 'center') =>
    root.add(
      doc.struct('P', {}, () => {
        doc
          .font(bold ? 'bold' : 'regular')
          .fontSize(10.5)
          .fillColor(bold ? INK : SOFT)
          .text(displayedText(text), x, top, { width: half - 40, height: 14, align, ellipsis: true });
      }),
    );
  at(words.organization, left, y + 12, true, 'left');
  at(words.given, left, y + 28, false, 'left');
  at(words.signature, left + half + 40, y + 28, false, 'center');
}
