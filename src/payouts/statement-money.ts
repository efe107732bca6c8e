/** The steps from the total factor to money: target and days, the pool with its bounds, and a raise by matrix. */
import type { Statement } from './statement';
import type { StatementStep, Writing } from './statement-step';

/** Target × factor × days, in decimals of minor units: what the pool is split by. */
function claimOf({ member, totals }: Statement): string {
  if (totals.basis !== 'target') return member.points;
  return String((member.targetBonusMinor * member.eligibleDays) / member.periodDays);
}

export function targetStep({ statement, say, n }: Writing): StatementStep {
  const { member, totals } = statement;
  const claim = claimOf(statement);
  const factor = totals.basis === 'target' ? '' : ` × ${n.six(member.totalFactor)}`;
  const period = n.plain(String(member.periodDays));
  const parts = member.segments ?? [{ targetBonusMinor: member.targetBonusMinor, days: member.eligibleDays }];
  const products = parts.map(
    ({ targetBonusMinor, days }) =>
      `${n.wholeUnits(targetBonusMinor)} × ${n.plain(String(days))} ÷ ${period}`,
  );
  const [only = ''] = products;
  const sum =
    products.length > 1
      ? `(${products.join(' + ')})${factor}`
      : `${n.wholeUnits(member.targetBonusMinor)}${factor}${only.slice(only.indexOf(' × '))}`;
  const days = say('target_days', {
    target: n.money(member.targetBonusMinor),
    days: member.eligibleDays,
    period: member.periodDays,
  });
  const changed = (member.segments ?? []).map(({ targetBonusMinor, days: own, from }) =>
    say('target_segment', { target: n.money(targetBonusMinor), days: own, from: n.day(from) }),
  );
  return {
    title: say('target'),
    sentences: changed.length > 0 ? [say('target_changed'), ...changed] : [days],
    sums: [`${sum} = ${n.units(claim)}`],
    outMoney: n.money(n.toMinor(claim)),
  };
}

export function poolStep({ statement, say, n }: Writing): StatementStep {
  const { member, totals } = statement;
  const claim = claimOf(statement);
  const outMoney = n.signedMoney(member.amountMinor - n.toMinor(claim));
  const { limit } = member;
  const limited = limit ? [say('amount_limited', { kind: limit.kind, amount: n.money(limit.minor) })] : [];
  if (totals.basis === 'individual') {
    return {
      title: say('individual'),
      sentences: [say('individual_paid'), ...limited],
      sums: limit ? [] : [`${n.units(claim)} → ${n.wholeUnits(member.amountMinor)}`],
      outMoney,
    };
  }
  const title = say('pool');
  const pool = n.money(totals.poolMinor);
  if (totals.basis === 'rolled_over')
    return { title, sentences: [say('pool_kept', { pool }), ...limited], sums: [], outMoney };
  const factor = n.digits(totals.poolFactor, 10);
  const difference = Number(totals.pointsSum) / totals.poolMinor - 1;
  const sentence =
    totals.basis === 'target'
      ? say('pool_by_target', { pool })
      : say('pool_shared', {
          pool,
          people: totals.members,
          direction: difference >= 0 ? 'more' : 'less',
          difference: n.exactShare(String(Math.abs(difference))),
        });
  if (limit) return { title, sentences: [sentence, ...limited], sums: [], outMoney };
  return {
    title,
    sentences: [sentence, say(member.roundedUp ? 'rounded_up' : 'rounded_down')],
    sums: [`${n.units(claim)} × ${factor} = ${n.units(member.share)} → ${n.wholeUnits(member.amountMinor)}`],
    outMoney,
  };
}

/** The raise, where the plan has a matrix and the person's salary range is known. It stands beside the bonus and is not added to it. */
export function meritStep({ statement, say, n, meritName }: Writing): StatementStep[] {
  const { merit } = statement.member;
  const { merit: budget } = statement.totals;
  if (!merit || !budget) return [];
  const granted = merit.baseMinor + merit.lumpMinor;
  const salary = n.wholeUnits(merit.salaryMinor);
  return [
    {
      title: say('merit'),
      sentences: [
        say('merit_row', {
          rating: meritName(merit.rating),
          zone: merit.zone,
          compa: n.digits(merit.compaRatio, 4),
          percent: n.plain(merit.matrixPercent),
        }),
        say('merit_budget', {
          tight: Number(budget.factor) < 1 ? 'yes' : 'no',
          factor: n.digits(budget.factor, 10),
        }),
        ...(merit.lumpMinor > 0
          ? [say('merit_lump', { lump: n.money(merit.lumpMinor), base: n.money(merit.baseMinor) })]
          : []),
      ],
      sums: [
        `${salary} × ${n.plain(merit.matrixPercent)} ÷ 100 × ${n.digits(budget.factor, 10)} = ${n.units(merit.exactMinor)} → ${n.wholeUnits(granted)}`,
      ],
      outMoney: n.money(granted),
    },
  ];
}
