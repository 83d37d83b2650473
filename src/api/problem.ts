import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { suggestion } from '../dialplan/nearest.ts';
import { JournalError } from '../journal/port.ts';

type Fault = NonNullable<FastifyError['validation']>[number];
type Shape = { readonly properties?: object };

/** A request that is refused: why, and in which field. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly statusCode: number;
  readonly field: string | undefined;
  constructor(statusCode: number, message: string, field?: string) {
    super(message);
    this.statusCode = statusCode;
    this.field = field;
  }
}

/** Problem details (RFC 9457); a fault in the input names the field. */
export function problem(
  error: FastifyError | Refusal | JournalError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { status, detail, field } = told(error);
  void reply
    .code(status)
    .type('application/problem+json')
    .send({
      type: 'about:blank',
      // RFC 9457 §4.2.1: with about:blank, the title is the status' own phrase
      title: STATUS_CODES[status] ?? 'Error',
      status,
      detail,
      ...(field ? { field } : {}),
    });
}

function told(error: FastifyError | Refusal | JournalError): {
  status: number;
  detail: string;
  field?: string | undefined;
} {
  if (error instanceof JournalError) {
    return { status: 503, detail: 'the journal is away: nothing was done' };
  }
  if (error instanceof Refusal)
    return { status: error.statusCode, detail: error.message, field: error.field };
  const status = error.statusCode ?? 500;
  // what went wrong inside is for the log, not for the client
  if (status >= 500) return { status, detail: 'the request could not be served' };
  const fault = error.validation?.[0];
  if (fault === undefined) return { status, detail: error.message };
  const field = fieldOf(fault);
  return { status, detail: `${field === '' ? 'the body' : field}: ${faultWords(fault)}`, field };
}

/** `agent.level`: the field that is wrong, missing, or unknown. */
function fieldOf({ instancePath, params }: Fault): string {
  const named = params['missingProperty'] ?? params['additionalProperty'];
  const path = [...instancePath.split('/'), typeof named === 'string' ? named : ''];
  return path.filter((part) => part !== '').join('.');
}

/** @param fault as ajv tells it when it is verbose */
function faultWords({ keyword, params, message, parentSchema }: Fault & { parentSchema?: Shape }): string {
  switch (keyword) {
    case 'required':
      return 'is missing';
    case 'additionalProperties': {
      const allowed = Object.keys(parentSchema?.properties ?? {});
      const hint = suggestion(String(params['additionalProperty']), allowed);
      return `there is no such field${hint === undefined ? '' : `; ${hint}`}`;
    }
    case 'enum':
      return `expected ${(params['allowedValues'] as readonly string[]).join(' or ')}`;
    default:
      return message ?? keyword;
  }
}
