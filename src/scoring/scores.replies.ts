/** What programs are told about scores. */
import { z } from 'zod';
import { shownDay } from '../platform/http';

export const UNITS = ['employee', 'team', 'touchpoint', 'channel', 'reason'] as const;

const period = z
  .object({ from: shownDay, to: shownDay })
  .describe('Half-open: `to` is the first day that no longer counts.');
const row = z.object({
  key: z.string().describe('External id, code, channel or reason.'),
  n: z.number().describe('Answers, weighted by shares of the credit.'),
  display: z
    .enum(['hidden', 'early_signal', 'full'])
    .describe('How much may be told: below five answers only their number, with too few to judge no band.'),
  ratingMean: z.number().nullable(),
  csat: z.number().nullable().describe('Share of satisfied customers, 0 to 1.'),
  nps: z.number().nullable().describe('Only where a question has the scale from 0 to 10.'),
  ces: z.number().nullable(),
  score: z.number().nullable().describe('0 to 100, adjusted for the kind of contacts and for chance.'),
  low: z.number().nullable().describe('Lower end of the 95 % interval.'),
  high: z.number().nullable().describe('Upper end of the 95 % interval.'),
  reliability: z.number().nullable().describe('0 to 1.'),
  band: z
    .enum(['above', 'consistent', 'below'])
    .nullable()
    .describe('Where the interval lies against the target.'),
  target: z.number(),
  formula: z.string().describe('Name and version of the formula: see docs/formulas.md.'),
  correctedAfterClosing: z
    .object({ n: z.number(), score: z.number().nullable() })
    .nullable()
    .describe('What was shown when the period was closed, where answers changed since; otherwise null.'),
});

const closed = z
  .object({
    at: z.string().describe('When the period was closed; ISO 8601, UTC.'),
    formula: z.string(),
    inputsHash: z
      .string()
      .describe('SHA-256 of everybody’s answers, the settings and the priors, as they were.'),
    resultHash: z.string().describe('SHA-256 of the parameters and of everybody’s scores.'),
  })
  .nullable()
  .describe('Null while the period is open. A closed one keeps its scores: only who is corrected changes.');

export const scoresReply = z.object({
  period,
  by: z.enum(UNITS),
  closed,
  items: z.array(row),
  nextCursor: z.null().describe('All rows are in one page.'),
});

export const scorecardReply = z.object({
  period,
  closed,
  ...row.shape,
  nonResponse: z
    .object({
      responseRate: z.number().nullable().describe('Of the requests delivered in the organization, 0 to 1.'),
      scoreWithWeights: z
        .number()
        .nullable()
        .describe(
          'What the score would be if every kind of contact had answered equally often: for information, never paid. Null where the rates hardly differ, and below five answers.',
        ),
    })
    .nullable()
    .describe('Who answers (docs/formulas.md); null unless asked for.'),
  steps: z
    .object({
      rawMean: z.number().nullable(),
      mix: z.array(
        z.object({
          cell: z.string(),
          ownShare: z.number(),
          commonShare: z.number(),
          effect: z.number(),
          contribution: z.number(),
        }),
      ),
      mixEffect: z.number().nullable(),
      adjusted: z.number().nullable(),
      shrinkEffect: z.number().nullable(),
    })
    .describe('The computation from the mean to the score; nothing of it below five answers.'),
  parameters: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe(
      'Parameters of the group of colleagues the employee is compared with; null below five answers.',
    ),
});
