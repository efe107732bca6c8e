/**
 * What the reference program prints for seeds 1–200: misallocation in percent, rank correlation, unfairness, coverage at the
 * fixed mix. For the mean it was run on scenario A alone.
 */
import type { Measure } from './company';
import { EQUAL, PRODUCT, RAW } from './methods';

export interface ReferenceFigures {
  readonly misallocated: number;
  readonly rank?: number;
  readonly unfairness?: number;
  readonly coverage?: number;
}

type Scenarios = Readonly<Record<string, Readonly<Record<string, ReferenceFigures>>>>;

const of = (misallocated: number, rank: number, unfairness: number, coverage?: number): ReferenceFigures => ({
  misallocated,
  rank,
  unfairness,
  ...(coverage !== undefined && { coverage }),
});

export const REFERENCE: Readonly<Record<Measure, Scenarios>> = {
  topBox: {
    A: { [EQUAL]: { misallocated: 30.3 }, [RAW]: of(26.08, 0.5992, -0.8441), [PRODUCT]: of(19.6, 0.7012, 0.0177, 0.9466) },
    B: { [EQUAL]: { misallocated: 30.3 }, [RAW]: of(29.38, 0.4778, -0.8806), [PRODUCT]: of(19.61, 0.7016, 0.0645, 0.9497) },
    C: { [EQUAL]: { misallocated: 30.3 }, [RAW]: { misallocated: 21.91, rank: 0.6554 }, [PRODUCT]: { misallocated: 19.71, rank: 0.6969, coverage: 0.9471 } },
    D: { [EQUAL]: { misallocated: 30.3 }, [RAW]: of(30.37, 0.4612, -0.6702), [PRODUCT]: of(24.1, 0.5373, 0.0079, 0.94) },
    E: { [EQUAL]: { misallocated: 30.3 }, [RAW]: of(21.39, 0.7298, -1.0055), [PRODUCT]: of(13.5, 0.8647, 0.0098, 0.9274) },
    F: { [EQUAL]: { misallocated: 31.67 }, [RAW]: of(28.61, 0.5423, -0.9823), [PRODUCT]: of(23.05, 0.6056, 0.0138, 0.7575) },
    G: { [EQUAL]: { misallocated: 31.04 }, [RAW]: of(37.4, 0.3448, -1.1237), [PRODUCT]: of(26.58, 0.4592, 0.0167, 0.9129) },
    F2: { [PRODUCT]: { misallocated: 23.52, rank: 0.6512, coverage: 0.9421 } },
  }, // prettier-ignore
  mean: {
    A: {
      [EQUAL]: { misallocated: 30.62 },
      [RAW]: of(24.21, 0.659, -0.8937),
      [PRODUCT]: of(17.39, 0.7719, 0.014, 0.9418),
    },
  },
};
