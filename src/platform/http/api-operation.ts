/**
 * What an API handler says about itself, written beside it. The description of the API is built from these words, the
 * routes, the policies and the very schemas that read the input: see `api-description.ts`.
 */
import { SetMetadata } from '@nestjs/common';
import { z, type ZodType } from 'zod';

export const API_OPERATION = 'aplauso:api-operation';
export const API_SECTION = 'aplauso:api-section';

/** What is answered under one status. */
export interface ApiReply {
  /** When this is answered, in one sentence. */
  text: string;
  schema: ZodType;
  example?: unknown;
  /** Other forms the reply may have: the media type and what it looks like. */
  otherForms?: Readonly<Record<string, string>>;
}

export interface ApiOperationSpec {
  /** What the operation does, without a full stop. */
  summary: string;
  description?: string;
  /** By name, for every placeholder of the path. */
  params?: Readonly<Record<string, ZodType>>;
  /** The schema that reads the query. */
  query?: ZodType;
  /** The schema that reads the body. */
  body?: ZodType;
  bodyExample?: unknown;
  /** Other forms the body may have: the media type and what it looks like. */
  otherBodies?: Readonly<Record<string, string>>;
  replies: Readonly<Record<number, ApiReply>>;
  /** Codes of refusals beyond those that follow from having a body, a query and an API key. */
  errors?: readonly string[];
}

export interface ApiSectionSpec {
  name: string;
  text: string;
  /** Sections are listed by it, lowest first. */
  order: number;
}

/** Describes a handler under `/api/v1`. */
export const ApiOperation = (spec: ApiOperationSpec) => SetMetadata(API_OPERATION, spec);

/** Names the part of the API that a controller's operations belong to. Controllers may share one. */
export const ApiSection = (spec: ApiSectionSpec) => SetMetadata(API_SECTION, spec);

/** An instant as replies show it: RFC 3339, UTC. */
export const shownTime = z.string().meta({ format: 'date-time' });
/** A local day as replies show it. */
export const shownDay = z.string().meta({ format: 'date' });
/** An amount of money in the currency's smallest unit. */
export const shownMoney = z.object({
  minor: z.int().describe('In the smallest unit of the currency: centavos, cents.'),
  currency: z.string().describe('ISO 4217.'),
});

/** The reply of a list that is read page by page. */
export function shownPage<T extends ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Send it as `cursor` to read on; null on the last page.'),
  });
}
