/** Days of which the stories are told. */
import { ExplainDay } from './explain-day.ts';

/** Offers that are taken and missed, an overflow, an emergency, a warm escalation, agents who pause. */
export function explainedDay(): ExplainDay {
  const day = new ExplainDay();
  day.agent('1001', 'noAnswer', 2_000);
  day.pass(1_000);
  day.agent('1002', 3_000);
  day.agent('1003', 'rejected');
  day.agent('1005', 1_000);
  day.centre('tax-office', 'busy');
  day.centre('rescue', 1_500);
  day.pass(60_000);
  day.call('missed-1', { keys: '1', talksMs: 330_000 });
  day.pass(5_000);
  day.fact({ type: 'AgentPaused', at: day.now, agent: '1005', reason: 'lunch', by: '1005' });
  day.pass(30_000);
  day.call('served-1', { keys: '1', talksMs: 30_000, number: '' });
  day.pass(60_000);
  day.fact({ type: 'AgentLoggedOut', at: day.now, agent: '1001', by: 'Rui' });
  day.call('overflowed-1', { keys: '1', number: '+33612345670', leavesAfterMs: 290_000 });
  day.pass(10_000);
  day.call('overflowed-2', { keys: '1', number: '+33612345671', leavesAfterMs: 20_000 });
  day.pass(2_500);
  day.call('danger-1', { keys: '*', number: '+33612345672', leavesAfterMs: 60_000 });
  day.pass(400_000);
  day.fact({ type: 'AgentLoggedIn', at: day.now, agent: '1001', by: '1001' });
  day.centre('tax-office', 2_000);
  day.call('escalated-1', { keys: '1', number: '+33612345673' });
  day.pass(20_000);
  const escalated = { at: day.now, callId: 'escalated-1', by: '1001' };
  day.fact({ type: 'EscalationRequested', centre: 'tax-office', how: 'warm', ...escalated });
  day.pass(10_000);
  day.fact({ type: 'EscalationConcluded', ...escalated, at: day.now, how: 'join' });
  day.pass(10_000);
  day.fact({ type: 'CallerHungUp', at: day.now, callId: 'escalated-1', cause: 'bye' });
  day.pass(30_000);
  day.call('relaxed-1', { keys: '3', number: '+33612345674', talksMs: 10_000 });
  day.pass(2_500);
  day.fact({ type: 'AgentPaused', at: day.now, agent: '1001', reason: 'training', by: 'Rui' });
  day.fact({ type: 'AgentPaused', at: day.now, agent: '1002', reason: 'training', by: 'Rui' });
  day.pass(120_000);
  return day;
}
