/** JSON Schemas (2020-12, as OpenAPI 3.1 uses them) of the schemas that read input and describe replies. */
import { z, type ZodType } from 'zod';

/** The part of JSON Schema that comes out of our schemas. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** A schema as a caller sees it: what goes in, before defaults and transformations. */
export function jsonSchemaOf(schema: ZodType): JsonSchema {
  const result = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // A format says it better than the expression that checks it; an empty default is none.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.default === '') delete jsonSchema.default;
      // Every whole number has these; they tell nobody anything.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  // Named once for the whole document: OpenAPI 3.1 means this dialect.
  delete result.$schema;
  return result as JsonSchema;
}

/** The fields of an object, or of all the forms it may have; required is what each of them requires. */
export function fieldsOf(schema: JsonSchema): { properties: Record<string, JsonSchema>; required: string[] } {
  const forms = (schema.anyOf ?? schema.oneOf)?.map(fieldsOf);
  if (!forms) return { properties: schema.properties ?? {}, required: schema.required ?? [] };
  const objects = forms.filter(({ properties }) => Object.keys(properties).length > 0);
  const properties: Record<string, JsonSchema> = {};
  for (const form of objects) {
    for (const [name, field] of Object.entries(form.properties)) {
      properties[name] = name in properties ? either(properties[name], field) : field;
    }
  }
  const required = Object.keys(properties).filter((name) =>
    objects.every((form) => form.required.includes(name)),
  );
  return { properties, required };
}

/** A field that two forms have: with all values it may take in either. */
function either(first: JsonSchema | undefined, second: JsonSchema): JsonSchema {
  const [some, more] = [valuesOf(first), valuesOf(second)];
  return some && more ? { enum: [...new Set([...some, ...more])] } : (first ?? second);
}

function valuesOf(schema: JsonSchema | undefined): unknown[] | undefined {
  return schema?.enum ?? (schema?.const === undefined ? undefined : [schema.const]);
}
