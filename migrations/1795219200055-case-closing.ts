/** Why troubles come up, as a tree that the organization edits; and what customers say when they are asked whether theirs was solved. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

/** To begin with, in every language: what most organizations find. */
const FIRST: readonly (readonly [es: string, en: string, pt: string])[] = [
  ['Demora en atender', 'Slow to respond', 'Demora no atendimento'],
  ['Información errónea o incompleta', 'Wrong or incomplete information', 'Informação errada ou incompleta'],
  ['Trato inadecuado', 'Poor treatment', 'Tratamento inadequado'],
  ['Cobro o facturación', 'Billing or charges', 'Cobrança ou faturamento'],
  ['Producto o servicio con fallas', 'Faulty product or service', 'Produto ou serviço com falhas'],
  ['Promesa incumplida', 'Broken promise', 'Promessa não cumprida'],
  ['Procedimiento o política', 'Procedure or policy', 'Procedimento ou política'],
  ['Causa ajena a nosotros', 'Outside our control', 'Causa alheia a nós'],
];

/** Written down with the schema, at no time of its own. */
const FIRST_AT = 1795219200055;

export class CaseClosing1795219200055 implements MigrationInterface {
  name = 'CaseClosing1795219200055';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE root_cause (
         id {serial}, parent_id {int} REFERENCES root_cause (id), names {text} NOT NULL, standard {text},
         created_at {big} NOT NULL, retired_at {big})`,
      `ALTER TABLE recovery_case ADD COLUMN root_cause_id {int} REFERENCES root_cause (id)`,
      `ALTER TABLE recovery_case ADD COLUMN outcome {name}`,
      `ALTER TABLE recovery_case ADD COLUMN outcome_at {big}`,
      `CREATE INDEX recovery_case_opened ON recovery_case (opened_at)`,
      // The customer's answer may be changed while the link holds; each stands in the story.
      `CREATE TABLE case_follow_up (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id),
         letter_id {uuid} NOT NULL UNIQUE REFERENCES case_letter (id), token_hash {name} UNIQUE, asked_at {big} NOT NULL,
         expires_at {big} NOT NULL, answer {name} CHECK (answer IN ('solved','not_solved')), answered_at {big},
         text {text})`,
      `CREATE INDEX case_follow_up_case ON case_follow_up (case_id, asked_at)`,
    ]);
    const place = dialectOf(runner) === 'postgres' ? '$1, $2' : '?, ?';
    for (const [es, en, pt] of FIRST)
      await runner.query(`INSERT INTO root_cause (names, created_at) VALUES (${place})`, [
        JSON.stringify({ es, en, 'pt-BR': pt }),
        FIRST_AT,
      ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE case_follow_up');
    await runner.query('DROP INDEX recovery_case_opened');
    for (const column of ['outcome_at', 'outcome', 'root_cause_id'])
      await runner.query(`ALTER TABLE recovery_case DROP COLUMN ${column}`);
    await runner.query('DROP TABLE root_cause');
  }
}
