/**
 * The prompts that the line says by itself, whatever the menus say, and when: each language of a line needs them. What
 * is put together from pieces (positions, waits, times, numbers) is listed by `ivr/speech-names.ts`.
 */
export const HOUSE_PROMPTS: Readonly<Record<string, string>> = {
  'line-answers-now':
    'A free wait has lasted as long as the network keeps it: from now on the call is charged.',
  'expected-wait': 'Before the range of the expected wait.',
  'not-served-before-close': 'At entry, when the caller cannot be answered before closing.',
  'place-resumed': 'A dropped call is dialled again in time: the place was kept.',
  'queue-full': 'The queue takes no more callers, and leads nowhere else.',
  'queue-overflow': 'A waiting caller is passed to another queue or centre.',
  'transfer-back': 'A level-2 centre refused or did not answer: the caller has the same place again.',
  'emergency-transfer': 'An emergency choice or rule puts the caller through.',
  'emergency-failed': 'The destination of an emergency did not answer: an agent will, first of all.',
  'line-closed-exceptionally': 'The line was closed by hand.',
  'queue-closed-exceptionally': 'The queue was closed by hand.',
  'line-opens': 'Before the day and the time at which the line opens.',
  'callback-offer': 'Offers a callback: key 1.',
  'callback-unavailable': 'No callback can be taken now.',
  'callback-number-confirm': 'Before the digits of the number that will be called.',
  'callback-number-choices': 'After them: key 1 confirms, key 2 is for another number.',
  'callback-enter-number': 'Asks for a number, ended by the hash key.',
  'callback-number-refused': 'The line may not call this number.',
  'callback-limit': 'This number has had its callbacks of the day.',
  'callback-registered': 'The callback is noted; the caller may hang up.',
  'callback-greeting': 'The line calls back: key 1 accepts.',
  'callback-wait-remains': 'The callback was accepted: before the range of the wait that remains.',
};

/** The words that confirm an agent's feature codes, and tell how an escalation goes. */
export const AGENT_PROMPTS: Readonly<Record<string, string>> = {
  'agent-logged-in': 'Logged in.',
  'agent-logged-out': 'Logged out.',
  'agent-ready': 'Ready for calls.',
  'agent-paused': 'On a pause.',
  'agent-wrap-up-done': 'Wrap-up done.',
  'agent-wrap-up-extended': 'There is more time to wrap up.',
  'agent-refused': 'The code cannot be followed now.',
  'agent-unknown-code': 'There is no such code.',
  'agent-escalating': 'The level-2 centre is called; the caller waits with music.',
  'agent-escalation-failed': 'The centre did not answer; the agent has the caller again.',
  'agent-escalation-joined': 'The caller has joined the agent and the centre.',
};
