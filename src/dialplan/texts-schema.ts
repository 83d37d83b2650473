/** `prompts/<language>/texts.yaml`: what each prompt says. The one definition of its type, check and JSON Schema. */
import Type, { type Static } from 'typebox';

export const Texts = Type.Object(
  {},
  {
    patternProperties: {
      '^[a-z0-9][a-z0-9-]*$': Type.String({
        minLength: 1,
        maxLength: 2000,
        description:
          'What the prompt says. Write abbreviations out: "Monsieur", not "M."; "numéro", not "n°".',
      }),
    },
    additionalProperties: false,
    title: 'The texts of the prompts of a language',
    $id: 'texts.schema.json',
  },
);

export type Texts = Static<typeof Texts> & { [name: string]: string };
