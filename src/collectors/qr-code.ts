/** The square pattern a telephone reads an address from. Level Q: a quarter of it may be dirty or torn. */
import QRCode from 'qrcode';

const LEVEL = 'Q';
/** Modules of white around it; readers need four. */
export const QUIET_ZONE = 4;
const PNG_PIXELS = 1200;

/** Which modules are dark, row by row. */
export function qrModules(text: string): boolean[][] {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: LEVEL });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (__, column) => modules.get(row, column) === 1),
  );
}

export function qrPng(text: string): Promise<Buffer> {
  return QRCode.toBuffer(text, {
    errorCorrectionLevel: LEVEL,
    margin: QUIET_ZONE,
    width: PNG_PIXELS,
    type: 'png',
  });
}

export function qrSvg(text: string): Promise<string> {
  return QRCode.toString(text, { errorCorrectionLevel: LEVEL, margin: QUIET_ZONE, type: 'svg' });
}
