import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataSource } from './data-source';

describe('a SQLite database as it is opened', () => {
  it('keeps what it acknowledged, checks its keys, and undoes without temporary files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aplauso-data-source-'));
    const dataSource = await openDataSource(`sqlite:${join(folder, 'a.sqlite')}`, []);
    try {
      const pragma = async (name: string) => {
        const [row] = await dataSource.query<Record<string, unknown>[]>(`PRAGMA ${name}`);
        return row?.[name];
      };
      expect(await pragma('journal_mode')).toBe('wal');
      const [full, inMemory] = [2, 2];
      expect(await pragma('synchronous')).toBe(full);
      expect(await pragma('temp_store')).toBe(inMemory);
      expect(await pragma('foreign_keys')).toBe(1);
    } finally {
      await dataSource.destroy();
      rmSync(folder, { recursive: true });
    }
  });
});
