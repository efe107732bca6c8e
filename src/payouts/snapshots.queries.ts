/** Reads sealed snapshots and their sign-offs. The snapshot's text holds pay data: only sealing code asks for it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';

export interface SnapshotHashes {
  id: number;
  cycleId: number;
  snapshotHash: string;
  resultHash: string;
  formula: string;
  createdAt: number;
}

export interface SnapshotTexts extends SnapshotHashes {
  snapshot: string;
  result: string;
}

export interface SignOffRecord {
  id: string;
  snapshotId: number;
  signerName: string;
  reason: string;
  snapshotHash: string;
  resultHash: string;
  signedAt: number;
}

const HASHES = `id AS "id", cycle_id AS "cycleId", snapshot_hash AS "snapshotHash", result_hash AS "resultHash",
  formula AS "formula", created_at AS "createdAt"`;

@Injectable()
export class SnapshotsQueries {
  constructor(private readonly database: Database) {}

  hashes(snapshotId: number): Promise<SnapshotHashes | undefined> {
    return this.database.get<SnapshotHashes>(`SELECT ${HASHES} FROM cycle_snapshot WHERE id = ?`, [
      snapshotId,
    ]);
  }

  /** With the sealed bytes. */
  texts(snapshotId: number): Promise<SnapshotTexts | undefined> {
    return this.database.get<SnapshotTexts>(
      `SELECT ${HASHES}, snapshot AS "snapshot", result AS "result" FROM cycle_snapshot WHERE id = ?`,
      [snapshotId],
    );
  }

  /** Who approved the cycle, oldest first. */
  signOffs(cycleId: number): Promise<SignOffRecord[]> {
    return this.database.all<SignOffRecord>(
      `SELECT id AS "id", snapshot_id AS "snapshotId", signer_name AS "signerName", reason AS "reason",
              snapshot_hash AS "snapshotHash", result_hash AS "resultHash", signed_at AS "signedAt"
       FROM sign_off WHERE cycle_id = ? ORDER BY signed_at, id`,
      [cycleId],
    );
  }
}
