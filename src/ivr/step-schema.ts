/** A step of a line: what it says, what it asks. */
import Type, { type Static } from 'typebox';
import { closed, Duration, Prompts } from './schema-parts.ts';
import { Target } from './target-schema.ts';

const Menu = Type.Object(
  {
    prompt: Prompts,
    tries: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 9,
        default: 3,
        description: 'How often the menu is said before `otherwise`.',
      }),
    ),
    wait: Type.Optional(Duration),
    wrong: Type.Optional(Prompts),
  },
  {
    ...closed,
    description: 'Say the choices and wait for a key. `wrong` is said after a key that is no choice.',
  },
);

export const Step = Type.Object(
  {
    say: Type.Optional(Prompts),
    menu: Type.Optional(Menu),
    choices: Type.Optional(
      Type.Object(
        {},
        {
          patternProperties: { '^[0-9*#]$': Target },
          additionalProperties: false,
          description: 'Key → where the call goes.',
        },
      ),
    ),
    otherwise: Type.Optional(Target),
    next: Type.Optional(Target),
  },
  {
    ...closed,
    description:
      'A step: says something, then either offers a menu (with `choices` and `otherwise`) or goes on (`next`).',
  },
);

export type Menu = Static<typeof Menu>;
export type Step = Omit<Static<typeof Step>, 'choices'> & { choices?: { [key: string]: Target } };
