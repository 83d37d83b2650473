/**
 * `sip-config/trunks.yaml` and `sip-config/centres.yaml`: who may call the line, and where calls may leave to (I8).
 * The one definition from which the types, the check and the published JSON Schemas come.
 */
import Type, { type Static } from 'typebox';
import { Hours } from '../ivr/schema.ts';

const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  description: 'Lower-case letters, digits, hyphens.',
});
const closed = { additionalProperties: false };

const EarlyMedia = Type.Object(
  {
    keys: Type.Boolean({
      description: 'Whether keys pass before the answer; if not, the menu answers first.',
    }),
    maxSeconds: Type.Integer({
      minimum: 30,
      maximum: 3600,
      description: 'How long the network keeps an early call.',
    }),
  },
  {
    ...closed,
    description:
      'Declares that this trunk carries early media: free-wait lines answer nothing before an agent.',
  },
);

const Registration = Type.Object(
  {
    registrar: Type.String({
      pattern: '^sips?:.+',
      description: "The provider's registrar: sip:provider.example.",
    }),
    username: Type.String({ minLength: 1 }),
    secretEnv: Type.String({
      pattern: '^[A-Z][A-Z0-9_]*$',
      description: 'The environment variable that holds the password; it is never written in this file.',
    }),
    expires: Type.Optional(
      Type.Integer({ minimum: 30, maximum: 86400, default: 600, description: 'Seconds.' }),
    ),
  },
  { ...closed, description: 'The line registers with this provider, and takes its calls.' },
);

export const Trunk = Type.Object(
  {
    name: Name,
    from: Type.Optional(
      Type.Array(
        Type.String({ description: 'An address or a network: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32.' }),
        {
          minItems: 1,
          description: "Where this trunk's calls come from.",
        },
      ),
    ),
    register: Type.Optional(Registration),
    lines: Type.Object(
      {},
      {
        patternProperties: { '^[0-9*#+]{2,20}$': Type.String() },
        additionalProperties: false,
        minProperties: 1,
        description: 'Number dialled, as this trunk sends it → line.',
      },
    ),
    country: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{2}$',
        description: 'ISO 3166 country of national numbers on this trunk.',
      }),
    ),
    channels: Type.Optional(Type.Integer({ minimum: 1, description: 'Calls at once, every leg counted.' })),
    earlyMedia: Type.Optional(EarlyMedia),
    outbound: Type.Optional(
      Type.String({ pattern: '^sips?:.+', description: 'Where calls out by this trunk are sent.' }),
    ),
  },
  { ...closed, description: 'A trunk: a carrier, an exchange or a gateway that brings calls.' },
);

export const Trunks = Type.Object(
  { trunks: Type.Array(Trunk, { minItems: 1 }) },
  { ...closed, title: 'The trunks of shortline', $id: 'trunks.schema.json' },
);

export const Centre = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'What supervisors read.' }),
    how: Type.Union([Type.Literal('bridge'), Type.Literal('redirect'), Type.Literal('refer')], {
      description:
        'bridge: the line stays between, two channels; redirect: 302 before the answer; refer: the trunk transfers.',
    }),
    sip: Type.Optional(
      Type.String({ pattern: '^sips?:.+', description: 'The destination: sip:impots@centre.example.' }),
    ),
    agents: Type.Optional(
      Type.Object(
        {
          site: Type.Optional(Name),
          needs: Type.Optional(
            Type.Object(
              {},
              {
                patternProperties: { '^[a-z0-9][a-z0-9-]*$': Type.Integer({ minimum: 1, maximum: 5 }) },
                additionalProperties: false,
                minProperties: 1,
              },
            ),
          ),
        },
        {
          ...closed,
          description:
            'A centre of our own agents of level 2, instead of `sip`: those of this site, with these skills.',
        },
      ),
    ),
    fallback: Type.Optional(Name),
    code: Type.Optional(
      Type.String({
        pattern: '^[0-9]$',
        description:
          'An agent on a call presses *7 and this digit to speak with the centre first, *8 and it to hand the caller over.',
      }),
    ),
    probeSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3600,
        default: 30,
        description: 'How often OPTIONS asks whether the destination lives; 0: never.',
      }),
    ),
    emergencyChannels: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Channels of `channels` that only emergencies use.',
      }),
    ),
    trunk: Type.Optional(Name),
    timezone: Type.Optional(
      Type.String({ description: 'An IANA time zone; without it, that of the line that the call came to.' }),
    ),
    hours: Type.Optional(Hours),
    ringSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 180,
        default: 30,
        description: 'How long the destination rings before the call comes back.',
      }),
    ),
    channels: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Calls at once that the destination takes.' }),
    ),
  },
  { ...closed, description: 'A destination outside the line: the tax office, a level-2 centre.' },
);

export const Centres = Type.Object(
  {
    centres: Type.Object(
      {},
      { patternProperties: { '^[a-z0-9][a-z0-9-]*$': Centre }, additionalProperties: false },
    ),
  },
  { ...closed, title: 'The destinations of shortline', $id: 'centres.schema.json' },
);

export type Trunk = Omit<Static<typeof Trunk>, 'lines'> & { lines: { [number: string]: string } };
export type Trunks = { trunks: Trunk[] };
export type Centre = Omit<Static<typeof Centre>, 'hours' | 'agents'> & {
  hours?: Hours;
  agents?: { site?: string; needs?: { [skill: string]: number } };
};
export type Centres = { centres: { [name: string]: Centre } };
