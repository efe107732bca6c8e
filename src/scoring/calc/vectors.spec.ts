/** The scoring formulas against the vectors computed independently in R and Python (`test/fixtures/vectors.json`). */
import vectors from '../../../test/fixtures/vectors.json';
import { repeatCustomerWeight } from './answer-weights';
import { caseMixAdjustment } from './case-mix';
import { empiricalBayes, kleinmanM } from './empirical-bayes';
import { funnelLimits, normalFunnelLimits } from './funnel';
import { answerBurst, invitationSuppression } from './signals';
import { compositeScore, ratingCounts } from './rating-counts';
import { neededAnswers, neededAnswersFromCorrelation, reliability } from './reliability';
import { csatTopBox, meanInterval, nps, wilson } from './survey-metrics';

/** Absolute 1e-9: `toBeCloseTo` with 9 digits would accept half of the next digit only. */
function expectNear(actual: number | null | undefined, expected: number | undefined, tolerance = 1e-9): void {
  expect(typeof actual).toBe('number');
  expect(Math.abs((actual ?? Number.NaN) - (expected ?? Number.NaN))).toBeLessThanOrEqual(tolerance);
}

/** Shares as 0/1 answers: within sum of squares n·p·(1 − p). */
const shares = (k: readonly number[], n: readonly number[]) =>
  n.map((size, index) => {
    const share = (k[index] ?? 0) / size;
    return { key: `E-${index}`, n: size, mean: share, within: size * share * (1 - share) };
  });

describe('survey metrics', () => {
  test.each(vectors.V1_wilson)('Wilson interval of $k of $n (V1)', ({ k, n, z, out }) => {
    expectNear(wilson(k, n, z).low, out[0]);
    expectNear(wilson(k, n, z).high, out[1]);
  });

  test('Wilson interval of 7 of 8 (V1)', () => {
    expectNear(wilson(7, 8).low, 0.5291118178, 1e-10);
    expectNear(wilson(7, 8).high, 0.9775825085, 1e-10);
  });

  test.each([
    [18, 20, 0.6989663548, 0.9721335188],
    [4, 200, 0.0078044264, 0.0502870869],
    [190, 200, 0.9104218519, 0.9726173544],
    [0, 30, 0, 0.1135133934],
  ])('Wilson interval of %d of %d as statsmodels publishes it from R', (k, n, low, high) => {
    expectNear(wilson(k, n).low, low, 5e-9);
    expectNear(wilson(k, n).high, high, 5e-9);
  });

  test('NPS of 60 promoters, 25 passives, 15 detractors (V2)', () => {
    const { out, ...answers } = vectors.V2_nps[0] ?? {
      out: undefined,
      promoters: 0,
      passives: 0,
      detractors: 0,
    };
    const result = nps(answers);
    expectNear(result.nps, out?.nps);
    expectNear(result.variance, out?.var);
    expectNear(result.standardError, out?.se);
    expectNear(result.wald?.low, out?.wald[0]);
    expectNear(result.wald?.high, out?.wald[1]);
    expectNear(result.adjusted, out?.adj);
    expectNear(result.low, out?.adjwald[0]);
    expectNear(result.high, out?.adjwald[1]);
  });

  test('NPS of a half, a third and a sixth of 324 answers: 33⅓, variance 5/9, standard error 4.1 points', () => {
    const result = nps({ promoters: 162, passives: 108, detractors: 54 });
    expectNear(result.nps, 100 / 3);
    expectNear(result.variance, 5 / 9);
    expect(result.standardError?.toFixed(1)).toBe('4.1');
  });

  test('mean of forty ratings with its t interval and top box (V3)', () => {
    const { counts, mean, sd, ci, score100, ci100, top2, top2_wilson } = vectors.V3_mean;
    const ratings = ratingCounts({ min: 1, max: 5 }, counts);
    const result = meanInterval(ratings);
    expectNear(result.mean, mean);
    expectNear(result.sd, sd);
    expectNear(result.interval?.low, ci[0]);
    expectNear(result.interval?.high, ci[1]);
    expectNear(result.score, score100);
    expectNear(result.scoreInterval?.low, ci100[0]);
    expectNear(result.scoreInterval?.high, ci100[1]);
    const csat = csatTopBox(ratings);
    expectNear(csat.share, top2);
    expectNear(csat.low, top2_wilson[0]);
    expectNear(csat.high, top2_wilson[1]);
  });

  test('a composite of three items (V22)', () => {
    const { w, scores, score } = vectors.V22_composite;
    expectNear(compositeScore(scores.map((item, index) => ({ score: item, weight: w[index] ?? 0 }))), score);
  });
});

describe('empirical Bayes', () => {
  test('six employees with shares of satisfied customers (V4)', () => {
    const { k, n, out } = vectors.V4_eb_binary;
    const result = empiricalBayes(shares(k, n));
    expectNear(result.sigma2, out.s2);
    expectNear(result.tau2, out.tau2);
    expectNear(result.mu, out.mu);
    expectNear(result.M, out.M);
    result.rows.forEach((row, index) => {
      expectNear(row.score, out.post[index]);
      expectNear(row.reliability, out.rel[index]);
      expectNear(row.sd, out.sd[index]);
    });
    expectNear(neededAnswers(0.7, result.M ?? 0), out.n70);
  });

  test("Kleinman's estimate agrees within two per cent (V4)", () => {
    const { k, n, kleinman, out } = vectors.V4_eb_binary;
    const M = kleinmanM(n.map((size, index) => ({ n: size, share: (k[index] ?? 0) / size })));
    expectNear(M, kleinman.M);
    expect(Math.abs((M ?? 0) / out.M - 1)).toBeLessThan(0.02);
  });

  test('less spread than chance alone gives: everyone gets the common mean (V6)', () => {
    const { k, n, s2, raw_tau2, out } = vectors.V6_tau0;
    const result = empiricalBayes(shares(k, n));
    expect(result.basis).toBe('no_difference');
    expect(result.M).toBeNull();
    expectNear(result.sigma2, s2);
    expectNear(result.rawTau2, raw_tau2);
    expectNear(result.tau2, out.tau2);
    result.rows.forEach((row, index) => {
      expectNear(row.score, out.post[index]);
      expect(row.reliability).toBe(0);
    });
  });

  test('a lone employee scored from the organisation (V6b)', () => {
    const { k, n, M, mu, post, rel } = vectors.V6b_org_prior;
    const result = empiricalBayes(shares([k], [n]), { M, mu });
    expectNear(result.rows[0]?.score, post);
    expectNear(result.rows[0]?.reliability, rel);
  });

  test('one bad response removed on appeal, parameters frozen (V23)', () => {
    const { mu, M } = vectors.V4_eb_binary.out;
    const frozen = (k: number, n: number) => empiricalBayes(shares([k], [n]), { mu, M }).rows[0]?.score;
    expectNear(frozen(18, 20), vectors.V23_appeal_frozen.post_before);
    expectNear(frozen(18, 19), vectors.V23_appeal_frozen.post_after);
  });

  test('Dyestuff: the batch effects that lme4 publishes', () => {
    const batches = [
      [1545, 1440, 1440, 1520, 1580],
      [1540, 1555, 1490, 1560, 1495],
      [1595, 1550, 1605, 1510, 1560],
      [1445, 1440, 1595, 1465, 1545],
      [1595, 1630, 1515, 1635, 1625],
      [1520, 1455, 1450, 1480, 1445],
    ];
    const result = empiricalBayes(
      batches.map((yields, index) => {
        const mean = yields.reduce((sum, value) => sum + value, 0) / yields.length;
        return {
          key: `batch ${index}`,
          n: yields.length,
          mean,
          within: yields.reduce((sum, value) => sum + (value - mean) ** 2, 0),
        };
      }),
    );
    expectNear(result.mu, 1527.5);
    expectNear(result.tau2, 1764.05);
    expectNear(result.sigma2, 2451.25);
    const effects = [-17.60685, 0.39126, 28.56223, -23.08454, 56.73319, -44.99529];
    result.rows.forEach((row, index) => expectNear(row.score - 1527.5, effects[index], 5e-6));
  });

  test('Baseball (Efron and Morris 1977): James–Stein .212 with k − 3, .1065 in moment form, Clemente .294', () => {
    const hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7];
    const grand = hits.reduce((sum, hit) => sum + hit, 0) / (18 * 45);
    // Efron and Morris take one binomial variance at the grand mean for all players.
    const result = empiricalBayes(
      shares(
        hits,
        hits.map(() => 45),
      ),
      { sigma2: grand * (1 - grand) },
    );
    const own = result.rows[0]?.reliability ?? Number.NaN;
    const jamesStein = 1 - ((1 - own) * 15) / 17;
    expect(result.mu.toFixed(3)).toBe('0.265');
    expect(own.toFixed(4)).toBe('0.1065');
    expectNear(jamesStein, 0.2116534, 5e-8);
    expect((grand + jamesStein * (18 / 45 - grand)).toFixed(3)).toBe('0.294');
  });
});

describe('reliability', () => {
  test('of ten, forty and 150 answers, and the answers needed (V7)', () => {
    const { tau2, s2, n, rel, n_for, icc, sb_from_icc } = vectors.V7_reliability;
    n.forEach((size, index) => expectNear(reliability(size, s2 / tau2), rel[index]));
    n_for.forEach(([wanted = 0, needed = 0]) => expectNear(neededAnswers(wanted, s2 / tau2), needed));
    expectNear(tau2 / (tau2 + s2), icc);
    expectNear(neededAnswersFromCorrelation(0.7, icc), sb_from_icc);
  });
});

describe('case mix', () => {
  test('the employee who gets the complaints overtakes the one who does not (V10)', () => {
    const { rows, b, S, raw, adj } = vectors.V10_casemix;
    const result = caseMixAdjustment(
      rows.map(([key, cell, n, mean]) => ({
        key: String(key),
        cell: `c${cell}`,
        n: Number(n),
        mean: Number(mean),
      })),
    );
    result.cells.forEach((cell, index) => {
      expectNear(cell.effect, b[index]);
      expectNear(cell.share, S[index]);
    });
    for (const row of result.rows) {
      expectNear(row.mean, raw[row.key as 'A' | 'B' | 'C']);
      expectNear(row.adjusted, adj[row.key as 'A' | 'B' | 'C']);
    }
    const [a, bRow] = result.rows;
    expect((a?.mean ?? 0) > (bRow?.mean ?? 0) && (a?.adjusted ?? 0) < (bRow?.adjusted ?? 0)).toBe(true);
  });
});

describe('funnel limits', () => {
  test.each(vectors.V8_funnel.rows)(
    'around .85 with $n answers (V8)',
    ({ n, exact95, exact998, norm95, norm998 }) => {
      const exact = funnelLimits(vectors.V8_funnel.target, n);
      expectNear(exact.alert.low, exact95[0]);
      expectNear(exact.alert.high, exact95[1]);
      expectNear(exact.alarm.low, exact998[0]);
      expectNear(exact.alarm.high, exact998[1]);
      const normal = normalFunnelLimits(vectors.V8_funnel.target, n);
      expectNear(normal.alert.low, norm95[0]);
      expectNear(normal.alert.high, norm95[1]);
      expectNear(normal.alarm.low, norm998[0]);
      expectNear(normal.alarm.high, norm998[1]);
    },
  );
});

describe('integrity signals and weights', () => {
  test('168 of 200 invited where peers invite 97 % (V17)', () => {
    const { invited, eligible, peer, z, exact_p } = vectors.V17_suppress;
    const signal = invitationSuppression(invited, eligible, peer);
    expectNear(signal.z, z);
    expect(Math.abs(signal.probability / exact_p - 1)).toBeLessThan(1e-9);
    expect(signal.suspicious).toBe(true);
  });

  test('four answers within a quarter of an hour (V18)', () => {
    const { daily_mean, minutes, window, count, lam, p } = vectors.V18_burst;
    const signal = answerBurst(count, daily_mean, window, minutes);
    expectNear(signal.expected, lam);
    expect(Math.abs(signal.probability / p - 1)).toBeLessThan(1e-9);
    expect(signal.suspicious).toBe(true);
  });

  test('six answers of one customer (V20)', () => {
    const { m, rho, w_each, eff } = vectors.V20_customer_weight;
    expectNear(repeatCustomerWeight(m, rho), w_each);
    expectNear(m * repeatCustomerWeight(m, rho), eff);
  });
});
