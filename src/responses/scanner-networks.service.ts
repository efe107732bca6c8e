/** The list of networks from which no customer answers, as an administrator keeps it. */
import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { parseInput } from '../platform/errors';
import { SettingsStore } from '../platform/views';
import { verificationSetting } from './verification-settings';

@Injectable()
export class ScannerNetworks {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsStore,
    private readonly audit: Audit,
  ) {}

  async list(): Promise<readonly string[]> {
    return (await this.settings.get(verificationSetting)).scannerNetworks;
  }

  /**
   * @param typed one network per line, as `203.0.113.0/24`
   * @throws DomainError `validation_failed` naming every line that is none
   */
  async replace(typed: string, actor: string): Promise<void> {
    const lines = typed.split(/[\s,;]+/).filter((line) => line !== '');
    const kept = parseInput(verificationSetting.schema, { scannerNetworks: [...new Set(lines)] });
    await this.database.transaction(async () => {
      await this.settings.set(verificationSetting, kept);
      await this.audit.record({
        actor,
        action: 'verification.networks_changed',
        subject: 'setting:verification',
        details: { networks: kept.scannerNetworks.length },
      });
    });
  }
}
