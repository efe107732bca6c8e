/**
 * The scenes of a board: what it shows besides the customers' words. Whoever knows people or teams to celebrate adds a
 * scene; the board asks all of them, and it alone writes names.
 *
 * A scene names people by their id and never sees how they want to be called: the board leaves out who opted out or
 * left, calls the others as they wish, keeps to the people it is for, and puts everybody in the order of the alphabet.
 * So no scene can show a rank, and no scene can forget a wish.
 *
 *     constructor(private readonly scenes: BoardScenes) {}
 *     onModuleInit(): void {
 *       this.scenes.add({ key: 'awards', order: 25, titleKey: 'awards.scene', content: (asked) => this.awarded(asked) });
 *     }
 */
import { Injectable } from '@nestjs/common';
import type { Period } from '../kernel';
import type { MessageParams } from '../platform/i18n';

/** Words by their key, said in the language of the board; or words somebody of the organization wrote. */
export type SceneText =
  { readonly key: string; readonly params?: MessageParams } | { readonly words: string };

/** Whom or what a line celebrates: one person, or a whole team. */
export type Celebrated = { readonly employeeId: number } | { readonly teamId: number };

export interface SceneEntry {
  readonly who: Celebrated;
  /** What for, in a few words: "12 of 12", "10 years", the name of an award. Without it the team's name is shown. */
  readonly detail?: SceneText;
}

/** What a scene is asked. */
export interface SceneRequest {
  /** The days the board celebrates, half-open, and the same as words: `2026-09`, `2026-Q3`. */
  readonly period: Period;
  readonly periodName: string;
  /** Nobody is celebrated for figures that stand on fewer answers or promises. */
  readonly minimumN: number;
  /** Today, `YYYY-MM-DD`, where the organization works. */
  readonly today: string;
  /** Whether an earlier period is looked at in the archive: what is about today stays away. */
  readonly archive: boolean;
}

export interface BoardScene {
  /** How boards remember that they show it: `clearly_above`, `awards`. Never changes. */
  readonly key: string;
  /** Place among the scenes, ascending. */
  readonly order: number;
  /** Its heading; may use `{period}`. */
  readonly titleKey: string;
  /** Everybody to celebrate, in any order, whatever the reach of the board. Empty: the scene is left out. */
  content(request: SceneRequest): Promise<readonly SceneEntry[]>;
}

@Injectable()
export class BoardScenes {
  private readonly scenes = new Map<string, BoardScene>();

  /** Called in `onModuleInit`. @throws Error when the key is taken */
  add(scene: BoardScene): void {
    if (this.scenes.has(scene.key)) throw new Error(`There is a scene ${scene.key} already.`);
    this.scenes.set(scene.key, scene);
  }

  /** Every scene in its place. */
  list(): BoardScene[] {
    return [...this.scenes.values()].sort(
      (one, other) => one.order - other.order || (one.key < other.key ? -1 : 1),
    );
  }
}
