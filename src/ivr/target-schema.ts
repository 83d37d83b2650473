/** Where a call goes next. */
import Type, { type Static } from 'typebox';
import { closed, Language, Name, Prompts } from './schema-parts.ts';

/** Where a call goes next. Exactly one of the forms. */
export const Target = Type.Union(
  [
    Type.Object(
      { queue: Name, saying: Type.Optional(Prompts) },
      { ...closed, title: 'queue', description: 'Wait in this queue for an agent.' },
    ),
    Type.Object(
      {
        transfer: Name,
        saying: Type.Optional(Prompts),
        failed: Type.Optional(
          Type.Object(
            { say: Prompts, go: Type.Optional(Name) },
            {
              ...closed,
              description:
                'What is said when the destination is busy, closed or unreachable, and the step that follows; without a step the call ends after the message.',
            },
          ),
        ),
      },
      { ...closed, title: 'transfer', description: 'Leave for a destination of sip-config/centres.yaml.' },
    ),
    Type.Object(
      { go: Name, language: Type.Optional(Language) },
      {
        ...closed,
        title: 'go',
        description: 'Go on with another step, in another language if one is given.',
      },
    ),
    Type.Object(
      { callback: Type.Literal(true), saying: Type.Optional(Prompts) },
      {
        ...closed,
        title: 'callback',
        description:
          'Be called back without losing the place; from a step outside of a queue, in the queue that `callback.queue` of the line names.',
      },
    ),
    Type.Object(
      { emergency: Name, saying: Type.Optional(Prompts) },
      {
        ...closed,
        title: 'emergency',
        description:
          'Leave at once for this destination of sip-config/centres.yaml, whatever the hours and the capacity.',
      },
    ),
    Type.Object(
      { end: Prompts },
      { ...closed, title: 'end', description: 'Say a complete message, then end the call.' },
    ),
  ],
  { description: 'Where the call goes: {queue}, {transfer}, {go}, {callback}, {emergency} or {end}.' },
);

export type Target = Static<typeof Target>;
