/** The door of the files people take away: tables as CSV and Excel workbooks. */
export { attachment, cellText, csvOf, workbookOf } from './table-files';
export type { FileCell, FileTable, NumberCell } from './table-files';
