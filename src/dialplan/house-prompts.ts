/** The prompts that the line says by itself, whatever the menus say: each language of a line needs them. */
export const HOUSE_PROMPTS: Readonly<Record<string, string>> = {
  'line-answers-now':
    'A free wait has lasted as long as the network keeps it: from now on the call is charged.',
};

/** The words that confirm an agent's feature codes. */
export const AGENT_PROMPTS: Readonly<Record<string, string>> = {
  'agent-logged-in': 'Logged in.',
  'agent-logged-out': 'Logged out.',
  'agent-ready': 'Ready for calls.',
  'agent-paused': 'On a pause.',
  'agent-wrap-up-done': 'Wrap-up done.',
  'agent-refused': 'The code cannot be followed now.',
  'agent-unknown-code': 'There is no such code.',
};
