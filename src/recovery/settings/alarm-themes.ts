/** The themes that comments can be counted by, told by the module that counts them: those that alarm are chosen here. */
import { Injectable } from '@nestjs/common';
import type { LocaleText } from '../../kernel';

export interface AlarmTheme {
  readonly key: string;
  readonly names: LocaleText;
}

@Injectable()
export class AlarmThemes {
  private source: () => Promise<readonly AlarmTheme[]> = () => Promise.resolve([]);

  /** Called in `onModuleInit`. */
  provide(source: () => Promise<readonly AlarmTheme[]>): void {
    this.source = source;
  }

  all(): Promise<readonly AlarmTheme[]> {
    return this.source();
  }
}
