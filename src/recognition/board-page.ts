/** A board as a template shows it: quotes with their size, scenes gathered in pages that fit beside them. */
import type { Board } from './board.entity';
import type { BoardView, ShownScene } from './board.queries';
import type { ShownQuote } from './board-quotes';

/** Lines that fit beside a quote from top to bottom; a heading takes as much as two. */
const LINES_PER_PAGE = 12;
const HEADING = 2;

export function boardModel(board: Board, view: BoardView) {
  const pages = pagesOf(view.scenes);
  return {
    name: board.name,
    ...view,
    quotes: view.quotes.map((quote, index) => ({ ...quote, size: sizeOf(quote), now: index === 0 })),
    pages: pages.map((scenes, index) => ({ scenes, now: index === 0 })),
    alone: pages.length === 0,
    quiet: view.quotes.length === 0,
  };
}

/** Short words are read from afar; long ones have to fit. */
function sizeOf({ text, original }: ShownQuote): string {
  const length = text.length + (original === null ? 0 : original.length * 0.4);
  if (length <= 90) return 'short';
  if (length <= 150) return 'middle';
  return length <= 220 ? 'long' : 'longest';
}

function pagesOf(scenes: readonly ShownScene[]): ShownScene[][] {
  const pages: ShownScene[][] = [];
  let room = 0;
  for (const scene of scenes) {
    const lines = HEADING + scene.lines.length;
    const page = pages.at(-1);
    if (page && lines <= room) page.push(scene);
    else {
      pages.push([scene]);
      room = LINES_PER_PAGE;
    }
    room -= lines;
  }
  return pages;
}
