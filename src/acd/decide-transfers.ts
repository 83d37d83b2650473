/** Where a transfer goes. */
import type { TransferRequested } from '../events/line.generated.ts';
import { chooseCentre } from '../routing/centres.ts';
import type { Deliberation } from './deliberation.ts';
import type { AcdState } from './state.ts';
import { lastProfile, profileAt, versionOf } from './versions.ts';

const NOBODY = { all: 0, emergencies: 0 };
const NO_LINE = 'UTC';

export function decideTransfer(plan: Deliberation, event: TransferRequested): void {
  const { state, at } = plan;
  const { callId, centre: asked, emergency } = event;
  const caller = state.callers.get(callId);
  const call = state.calls.get(callId);
  const configuration = caller?.configuration ?? call?.configuration ?? state.current;
  const line = caller?.version.rules.line ?? call?.line ?? '';
  const files = state.configurations.get(configuration) ?? state.configurations.get(state.current);
  const choice = chooseCentre(asked, emergency, {
    centres: files?.centres ?? {},
    at,
    timezone: files?.lines[line]?.timezone ?? NO_LINE,
    load: (name) => state.load.get(name) ?? NOBODY,
    isDown: (name) =>
      state.down.has(name) || isUnstaffed(state, configuration, line, name, caller?.language ?? ''),
  });
  if ('failed' in choice) {
    plan.add({ type: 'TransferFailed', at, callId, centre: asked, reason: choice.failed });
    return;
  }
  const { centre, how } = choice;
  plan.add({ type: 'CentreChosen', at, callId, asked, centre, how, emergency });
}

/** A centre of our own agents is down when none of them is logged in. */
function isUnstaffed(
  state: AcdState,
  configuration: number,
  line: string,
  centre: string,
  language: string,
): boolean {
  const version = versionOf(state, configuration, line, `centre:${centre}`);
  return version !== undefined && lastProfile(profileAt(state, version, language, 0)).present === 0;
}
