/** The main menu. Each module adds its entries; a reader sees those that are open to them. */
import { Injectable } from '@nestjs/common';

export interface NavigationEntry {
  key: string;
  /** Message key of the words. */
  labelKey: string;
  href: string;
  /** Shown to those who may do this. */
  permission: string;
  /** Smaller comes first. */
  order: number;
}

@Injectable()
export class Navigation {
  private entries: NavigationEntry[] = [];

  /** @throws Error when the key is taken */
  add(entry: NavigationEntry): void {
    if (this.entries.some(({ key }) => key === entry.key)) throw new Error(`Navigation entry ${entry.key} is there already.`);
    this.entries = [...this.entries, entry].sort((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1));
  }

  /** The entries open to somebody, with the one marked that the path belongs to. */
  for(can: (permission: string) => boolean, path: string): (NavigationEntry & { active: boolean })[] {
    const open = this.entries.filter((entry) => can(entry.permission));
    const isUnder = (href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`));
    const active = open.filter(({ href }) => isUnder(href)).sort((a, b) => b.href.length - a.href.length)[0];
    return open.map((entry) => ({ ...entry, active: entry === active }));
  }
}
