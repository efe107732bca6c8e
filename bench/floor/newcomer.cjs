/**
 * What a first version looks like: Nest on Fastify, TypeORM entities, one `repository.save()` per row, each answer in
 * a transaction of its own. The same durability (WAL, synchronous=FULL), the same token check, the same rows. One
 * thing is done for it: its transactions take turns, or answers (SQLite, where TypeORM's callers share one connection)
 * and credits (PostgreSQL, where two read what both then write) would be lost; and it sends a finished page.
 *
 * node newcomer.cjs <database file or URL> <port> <page>
 */
require('reflect-metadata');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  HttpException,
  Module,
  Param,
  Post,
} = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { FastifyAdapter } = require('@nestjs/platform-fastify');
const { DataSource, EntitySchema, In } = require('typeorm');
const { v7 } = require('uuid');

const [file, port, pageFile] = process.argv.slice(2);
const page = readFileSync(pageFile, 'utf8');

/** An entity whose properties are called like its columns: `id: 'varchar*'` is part of the key. */
function entity(name, columns) {
  return new EntitySchema({
    name,
    tableName: name,
    columns: Object.fromEntries(
      Object.entries(columns.split(' ').map((column) => column.split(':'))).map(([, [key, type]]) => [
        key,
        { type: type.replace(/[*?]/, ''), primary: type.endsWith('*'), nullable: type.endsWith('?') },
      ]),
    ),
  });
}

const Token = entity(
  'invitation_token',
  'token_hash:varchar* invitation_id:varchar purpose:varchar expires_at:bigint revoked_at:bigint?',
);
const Invitation = entity(
  'invitation',
  'id:varchar* interaction_id:varchar survey_version_id:integer channel:varchar locale:varchar state:varchar sent_at:bigint? answered_at:bigint? updated_at:bigint',
);
const Interaction = entity(
  'interaction',
  'id:varchar* touchpoint_id:integer cell_id:integer customer_id:varchar?',
);
const Participation = entity(
  'participation',
  'interaction_id:varchar* employee_id:integer* share_ppm:integer',
);
const Question = entity('question', 'id:integer* key:varchar survey_version_id:integer');
const Response = entity(
  'response',
  'id:varchar* invitation_id:varchar? interaction_id:varchar survey_version_id:integer source:varchar locale:varchar received_at:bigint counting_day:varchar',
);
const Revision = entity(
  'response_revision',
  'response_id:varchar* revision:integer* received_at:bigint state:varchar may_contact:integer may_quote:integer quote_name:varchar evidence:text',
);
const Answer = entity(
  'answer',
  'response_id:varchar* revision:integer* question_id:integer* rating:integer?',
);
const AnswerText = entity(
  'answer_text',
  'response_id:varchar* revision:integer* question_id:integer* text:text?',
);
const Attribution = entity(
  'attribution',
  'response_id:varchar* entry:integer* employee_id:integer* share_ppm:integer reason:varchar decided_by:varchar decided_at:bigint counting_day:varchar',
);
const Verification = entity(
  'verification',
  'id:varchar* response_id:varchar status:varchar evidence:text decided_by:varchar decided_at:bigint',
);
const Current = entity(
  'response_current',
  'response_id:varchar* revision:integer attribution_entry:integer verification:varchar excluded:integer counts:integer updated_at:bigint',
);
const Rollup = entity(
  'rollup',
  'employee_id:integer* day:varchar* touchpoint_id:integer* cell_id:integer* question_id:integer* rating:integer* responses:integer weight_ppm:bigint',
);
const Grant = entity('role_grant', 'id:integer* user_id:integer role:varchar scope:varchar');
const RecoveryCase = entity(
  'recovery_case',
  'id:varchar* response_id:varchar customer_id:varchar? state:varchar owner_user_id:integer? opened_at:bigint due_at:bigint updated_at:bigint',
);
const Event = entity('invitation_event', 'id:varchar* invitation_id:varchar at:bigint state:varchar');
const entities = [
  Token, Invitation, Interaction, Participation, Question, Response, Revision, Answer, AnswerText, Attribution,
  Verification, Current, Rollup, Grant, RecoveryCase, Event,
]; // prettier-ignore

const onPostgres = file.startsWith('postgres');
const dataSource = new DataSource(
  onPostgres
    ? { type: 'postgres', url: file, entities, poolSize: 10, parseInt8: true }
    : {
        type: 'better-sqlite3',
        database: file,
        entities,
        enableWAL: true,
        prepareDatabase: (db) => {
          db.pragma('synchronous = FULL');
          db.pragma('foreign_keys = ON');
        },
      },
);
const client = createHash('sha256').update('other').digest('hex').slice(0, 16);
const OPEN = ['open', 'acknowledged', 'promised', 'reopened'];
const DAY = 86_400_000;

async function record(manager, token, form) {
  const save = (target, row) => manager.getRepository(target).save(row);
  const hash = createHash('sha256').update(token).digest('hex');
  const found = await manager.getRepository(Token).findOneBy({ token_hash: hash, purpose: 'answer' });
  if (!found || found.revoked_at !== null) throw new HttpException('unknown', 404);
  const now = Date.now();
  if (now >= found.expires_at) throw new HttpException('expired', 410);
  const invitation = await manager.getRepository(Invitation).findOneByOrFail({ id: found.invitation_id });
  if (invitation.answered_at !== null) return;
  const interaction = await manager
    .getRepository(Interaction)
    .findOneByOrFail({ id: invitation.interaction_id });
  const people = await manager.getRepository(Participation).findBy({ interaction_id: interaction.id });
  const questions = await manager
    .getRepository(Question)
    .findBy({ survey_version_id: invitation.survey_version_id });
  const idOf = (key) => questions.find((question) => question.key === key).id;
  const ratings = [[idOf('rating'), form.rating]];
  if (form['answers[process]'] !== undefined) ratings.push([idOf('process'), form['answers[process]']]);
  if (ratings.some(([, rating]) => !/^[1-5]$/.test(rating))) throw new HttpException('refused', 422);

  const [id, day] = [v7(), new Date(now - DAY / 4).toISOString().slice(0, 10)];
  await save(Response, {
    id, invitation_id: invitation.id, interaction_id: interaction.id, survey_version_id: invitation.survey_version_id,
    source: invitation.channel, locale: invitation.locale, received_at: now, counting_day: day,
  }); // prettier-ignore
  await save(Revision, {
    response_id: id, revision: 1, received_at: now, state: 'complete', may_contact: 0, may_quote: 0,
    quote_name: 'anonymous', evidence: JSON.stringify({ source: invitation.channel, client }),
  }); // prettier-ignore
  for (const [question, rating] of ratings) {
    await save(Answer, { response_id: id, revision: 1, question_id: question, rating: Number(rating) });
  }
  if (form.comment)
    await save(AnswerText, {
      response_id: id,
      revision: 1,
      question_id: idOf('comment'),
      text: form.comment,
    });
  const evidence = JSON.stringify({
    secondsSinceSent: (now - invitation.sent_at) / 1000,
    honeypotFilled: false,
    reasons: [],
  });
  await save(Verification, {
    id: v7(),
    response_id: id,
    status: 'confirmed',
    evidence,
    decided_by: 'system',
    decided_at: now,
  });
  await save(Current, {
    response_id: id, revision: 1, attribution_entry: 1, verification: 'confirmed', excluded: 0, counts: 1, updated_at: now,
  }); // prettier-ignore
  for (const { employee_id, share_ppm } of people) {
    await save(Attribution, {
      response_id: id, entry: 1, employee_id, share_ppm, reason: 'participation', decided_by: 'system', decided_at: now,
      counting_day: day,
    }); // prettier-ignore
    for (const [question_id, rating] of ratings) {
      const { touchpoint_id, cell_id } = interaction;
      const key = { employee_id, day, touchpoint_id, cell_id, question_id, rating: Number(rating) };
      const before = await manager.getRepository(Rollup).findOneBy(key);
      const [responses, weight] = [(before?.responses ?? 0) + 1, (before?.weight_ppm ?? 0) + share_ppm];
      await save(Rollup, { ...key, responses, weight_ppm: weight });
    }
  }
  if (ratings.some(([, rating]) => rating <= 2)) {
    const owners = await manager.getRepository(Grant).findBy({ role: 'recovery', scope: 'all' });
    const loads = [];
    for (const { user_id } of owners) {
      loads.push([
        await manager.getRepository(RecoveryCase).countBy({ owner_user_id: user_id, state: In(OPEN) }),
        user_id,
      ]);
    }
    loads.sort(([a], [b]) => a - b);
    await save(RecoveryCase, {
      id: v7(), response_id: id, customer_id: interaction.customer_id, state: 'open', owner_user_id: loads[0]?.[1] ?? null,
      opened_at: now, due_at: now + DAY, updated_at: now,
    }); // prettier-ignore
  }
  await save(Invitation, { ...invitation, state: 'answered', answered_at: now, updated_at: now });
  await save(Event, { id: v7(), invitation_id: invitation.id, at: now, state: 'answered' });
}

let turn = Promise.resolve();
class Answers {
  ready() {
    return 'ready';
  }

  async send(token, form) {
    const written = turn.then(() => dataSource.transaction((manager) => record(manager, token, form)));
    turn = written.catch(() => undefined);
    await written;
    return page.replaceAll('{{token}}', token);
  }
}

// What decorators do in TypeScript.
const decorate = (method, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(Answers.prototype, method);
  for (const decorator of decorators) decorator(Answers.prototype, method, descriptor);
};
Controller()(Answers);
decorate('ready', Get('health/ready'));
decorate('send', Post('s/:token'), HttpCode(200), Header('Content-Type', 'text/html; charset=utf-8'));
Param('token')(Answers.prototype, 'send', 0);
Body()(Answers.prototype, 'send', 1);
class App {}
Module({ controllers: [Answers] })(App);

async function main() {
  await dataSource.initialize();
  const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
  await app.listen(Number(port), '127.0.0.1');
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
