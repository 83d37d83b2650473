/** Writes `line.generated.ts`, the TypeScript types of `line.proto`: `npm run generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const SCALARS: Record<string, string> = {
  string: 'string',
  bool: 'boolean',
  uint32: 'number',
  uint64: 'number',
  double: 'number',
  bytes: 'Uint8Array',
};

function fieldType(field: protobuf.Field): string {
  field.resolve();
  const resolved = field.resolvedType;
  if (resolved instanceof protobuf.Enum) {
    return Object.keys(resolved.values)
      .map((name) => `'${name}'`)
      .join(' | ');
  }
  const scalar = resolved instanceof protobuf.Type ? resolved.name : SCALARS[field.type];
  if (scalar === undefined)
    throw new Error(`line.proto: ${field.fullName} has a type without a rule: ${field.type}`);
  return field.repeated ? `readonly ${scalar}[]` : scalar;
}

/** @param isEvent a body of Event has its type and time */
function messageType(message: protobuf.Type, isEvent: boolean): string {
  const fields = message.fieldsArray.map((field) => {
    const mark = field.hasPresence && field.partOf !== null ? '?' : '';
    const comment = field.comment ? `  /** ${field.comment} */\n` : '';
    return `${comment}  readonly ${field.name}${mark}: ${fieldType(field)};`;
  });
  const comment = message.comment ? `/** ${message.comment} */\n` : '';
  const head = [
    `  readonly type: '${message.name}';`,
    '  /** Epoch milliseconds. */\n  readonly at: number;',
  ];
  const body = isEvent ? [...head, ...fields] : fields;
  return `${comment}export interface ${message.name} {\n${body.join('\n')}\n}`;
}

/** The text of `line.generated.ts`, from the text of `line.proto`. */
export function generateTypes(proto: string): string {
  const { root } = protobuf.parse(proto, { alternateCommentMode: true });
  root.resolveAll();
  const event = root.lookupType('shortline.Event');
  const bodies = event.oneofs['body']!.fieldsArray.map(
    (field) => field.resolve().resolvedType as protobuf.Type,
  );
  const parts = new Set(
    bodies.flatMap(({ fieldsArray }) =>
      fieldsArray.flatMap(({ resolvedType }) =>
        resolvedType instanceof protobuf.Type ? [resolvedType] : [],
      ),
    ),
  );
  const messages = [
    ...[...parts].map((part) => messageType(part, false)),
    ...bodies.map((body) => messageType(body, true)),
  ];
  const union = `/** Every event: facts and decisions. */\nexport type LineEvent =\n${bodies.map((body) => `  | ${body.name}`).join('\n')};`;
  return `// Made from line.proto by \`npm run generate\`. Do not edit.\n\n${messages.join('\n\n')}\n\n${union}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const proto = readFileSync(new URL('line.proto', import.meta.url), 'utf8');
  writeFileSync(new URL('line.generated.ts', import.meta.url), generateTypes(proto));
}
