/** The first thing that a caller hears. */
import { promptList } from '../ivr/flow.ts';
import { isOpen } from '../ivr/hours.ts';
import type { Crisis } from '../ivr/schema.ts';
import { raiseEmergency } from './emergency.ts';
import type { Plan } from './plan.ts';
import { enterStep, turnAway } from './steps.ts';

/** In the journal, the message of a crisis is a step. */
const CRISIS_STEP = 'crisis:';

export function begin(plan: Plan): void {
  const { context, state } = plan;
  const { emergency } = context.line;
  const { live } = context;
  if (emergency?.numbers?.includes(state.arrived.dialled)) {
    raiseEmergency(plan, 'number', emergency.to);
  } else if (!state.arrived.full && live.crisis !== undefined && context.line.crises?.[live.crisis]) {
    const step = `${CRISIS_STEP}${live.crisis}`;
    plan.add({ type: 'StepEntered', step, language: state.language, attempt: 1 });
    sayCrisis(plan);
  } else {
    open(plan, context.line.start);
  }
}

/** The step is the message of a crisis, which no menu of the line holds. */
export function crisisOf({ context, state }: Plan): Crisis | undefined {
  if (!state.step.startsWith(CRISIS_STEP)) return undefined;
  return context.line.crises?.[state.step.slice(CRISIS_STEP.length)];
}

export function sayCrisis(plan: Plan): void {
  plan.say(promptList(crisisOf(plan)?.say));
}

/** After the message, which everybody hears, comes the menu of the crisis, where the line is open. */
export function afterCrisis(plan: Plan, { start }: Crisis): void {
  open(plan, start ?? plan.context.line.start);
}

function open(plan: Plan, start: string): void {
  const { line, live } = plan.context;
  const closed = live.closed !== undefined || !isOpen(line.hours, line.timezone, plan.at);
  if (closed || plan.state.arrived.full) turnAway(plan);
  else enterStep(plan, start, plan.state.language);
}
