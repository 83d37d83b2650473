/** What the files are made of: names, prompts, times, languages. */
import Type, { type Static } from 'typebox';

export const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  description: 'A name: lower-case letters, digits and hyphens.',
});

const PromptName = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]*$',
  description: 'A prompt: the name of an entry of prompts/<language>/texts.yaml, and of its WAV file.',
});

export const Prompts = Type.Union([PromptName, Type.Array(PromptName, { minItems: 1, maxItems: 10 })], {
  description: 'One prompt, or several said one after the other.',
});

/** `5s`, `500ms`, `2m`, `1h`: read by `duration.ts`. */
export const Duration = Type.String({
  pattern: '^[0-9]+(ms|s|m|h)$',
  description: 'A length of time with its unit: 500ms, 5s, 2m, 1h.',
});

export const Language = Type.String({
  pattern: '^[a-z]{2,3}$',
  description: 'An ISO 639 language code: fr, en, pt, ar.',
});

export const closed = { additionalProperties: false };

export type Prompts = Static<typeof Prompts>;
