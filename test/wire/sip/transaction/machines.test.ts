/** One row per transition of RFC 3261 §17 (figures 5 to 8) and RFC 6026 (states Accepted). */
import t from 'tap';
import {
  type InviteClient,
  type InviteClientInput,
  startInviteClient,
  stepInviteClient,
} from '../../../../src/wire/sip/transaction/invite-client.ts';
import {
  type InviteServer,
  type InviteServerInput,
  startInviteServer,
  stepInviteServer,
} from '../../../../src/wire/sip/transaction/invite-server.ts';
import {
  type NonInviteClient,
  type NonInviteClientInput,
  startNonInviteClient,
  stepNonInviteClient,
} from '../../../../src/wire/sip/transaction/non-invite-client.ts';
import {
  type NonInviteServer,
  type NonInviteServerInput,
  startNonInviteServer,
  stepNonInviteServer,
} from '../../../../src/wire/sip/transaction/non-invite-server.ts';
import type { Action } from '../../../../src/wire/sip/transaction/timing.ts';

/** `send start:A=500 stop:B` */
function written(actions: readonly Action[]): string {
  return actions
    .map((action) => {
      if (typeof action === 'string') return action;
      return 'start' in action ? `${action.start}=${action.ms}` : `-${action.stop}`;
    })
    .join(' ');
}

type Row<At extends string, Input extends string> = readonly [
  from: At,
  input: Input,
  to: At,
  udp: string,
  tcp?: string,
];

function table<S extends { readonly at: At }, At extends string, Input extends string>(
  name: string,
  start: (reliable: boolean) => { readonly state: S; readonly actions: readonly Action[] },
  step: (state: S, input: Input) => { readonly state: S; readonly actions: readonly Action[] },
  inputs: readonly Input[],
  states: readonly At[],
  begin: readonly [udp: string, tcp: string],
  rows: readonly Row<At, Input>[],
): void {
  t.test(name, async (t) => {
    for (const [transport, reliable] of [
      ['UDP', false],
      ['TCP', true],
    ] as const) {
      t.equal(written(start(reliable).actions), begin[reliable ? 1 : 0], `${transport}: start`);
      for (const at of states) {
        for (const input of inputs) {
          const row = rows.find(([from, by]) => from === at && by === input);
          const before = { ...start(reliable).state, at };
          const after = step(before, input);
          const [, , to, udp, tcp] = row ?? [at, input, at, ''];
          const [end, wanted] = reliable && tcp !== undefined ? split(tcp, to) : [to, udp];
          t.equal(after.state.at, end, `${transport}: ${at} · ${input} → ${end}`);
          t.equal(written(after.actions), wanted, `${transport}: ${at} · ${input} does`);
        }
      }
    }
  });
}

/** `terminated: deliver end`: over TCP another state follows. */
function split<At extends string>(text: string, to: At): [At, string] {
  const match = /^(\w+): (.*)$/.exec(text);
  return match === null ? [to, text] : [match[1] as At, match[2]!];
}

table<InviteClient, InviteClient['at'], InviteClientInput>(
  'INVITE client',
  startInviteClient,
  stepInviteClient,
  ['1xx', '2xx', '3xx-6xx', 'A', 'B', 'D', 'M', 'transport-error'],
  ['calling', 'proceeding', 'completed', 'accepted', 'terminated'],
  ['send A=500 B=32000', 'send B=32000'],
  [
    ['calling', 'A', 'calling', 'send A=1000'],
    ['calling', 'B', 'terminated', 'timeout end'],
    ['calling', '1xx', 'proceeding', 'deliver -A -B'],
    ['calling', '2xx', 'accepted', 'deliver -A -B M=32000'],
    ['calling', '3xx-6xx', 'completed', 'deliver ack -A -B D=32000', 'terminated: deliver ack -A -B end'],
    ['calling', 'transport-error', 'terminated', 'failed end'],
    ['proceeding', '1xx', 'proceeding', 'deliver'],
    ['proceeding', '2xx', 'accepted', 'deliver M=32000'],
    ['proceeding', '3xx-6xx', 'completed', 'deliver ack D=32000', 'terminated: deliver ack end'],
    ['completed', '3xx-6xx', 'completed', 'ack'],
    ['completed', 'D', 'terminated', 'end'],
    ['completed', 'transport-error', 'terminated', 'failed end'],
    ['accepted', '2xx', 'accepted', 'deliver'],
    ['accepted', 'M', 'terminated', 'end'],
  ],
);

table<NonInviteClient, NonInviteClient['at'], NonInviteClientInput>(
  'non-INVITE client',
  startNonInviteClient,
  stepNonInviteClient,
  ['1xx', 'final', 'E', 'F', 'K', 'transport-error'],
  ['trying', 'proceeding', 'completed', 'terminated'],
  ['send E=500 F=32000', 'send F=32000'],
  [
    ['trying', 'E', 'trying', 'send E=1000'],
    ['trying', 'F', 'terminated', 'timeout end'],
    ['trying', '1xx', 'proceeding', 'deliver'],
    ['trying', 'final', 'completed', 'deliver -E -F K=5000', 'terminated: deliver -F end'],
    ['trying', 'transport-error', 'terminated', 'failed end'],
    ['proceeding', 'E', 'proceeding', 'send E=4000'],
    ['proceeding', 'F', 'terminated', 'timeout end'],
    ['proceeding', '1xx', 'proceeding', 'deliver'],
    ['proceeding', 'final', 'completed', 'deliver -E -F K=5000', 'terminated: deliver -F end'],
    ['proceeding', 'transport-error', 'terminated', 'failed end'],
    ['completed', 'K', 'terminated', 'end'],
  ],
);

table<InviteServer, InviteServer['at'], InviteServerInput>(
  'INVITE server',
  startInviteServer,
  stepInviteServer,
  ['invite', 'ack', 'send-1xx', 'send-2xx', 'send-3xx-6xx', 'G', 'H', 'I', 'L', 'transport-error'],
  ['proceeding', 'completed', 'confirmed', 'accepted', 'terminated'],
  ['deliver', 'deliver'],
  [
    ['proceeding', 'invite', 'proceeding', 'send'],
    ['proceeding', 'send-1xx', 'proceeding', 'send'],
    ['proceeding', 'send-2xx', 'accepted', 'send L=32000'],
    ['proceeding', 'send-3xx-6xx', 'completed', 'send G=500 H=32000', 'send H=32000'],
    ['proceeding', 'transport-error', 'terminated', 'failed end'],
    ['completed', 'invite', 'completed', 'send'],
    ['completed', 'G', 'completed', 'send G=1000'],
    ['completed', 'H', 'terminated', 'timeout end'],
    ['completed', 'ack', 'confirmed', '-G -H I=5000', 'terminated: end'],
    ['completed', 'transport-error', 'terminated', 'failed end'],
    ['confirmed', 'I', 'terminated', 'end'],
    ['accepted', 'send-2xx', 'accepted', 'send'],
    ['accepted', 'ack', 'accepted', 'deliver'],
    ['accepted', 'L', 'terminated', 'end'],
    ['accepted', 'transport-error', 'accepted', 'failed'],
  ],
);

table<NonInviteServer, NonInviteServer['at'], NonInviteServerInput>(
  'non-INVITE server',
  startNonInviteServer,
  stepNonInviteServer,
  ['request', 'send-1xx', 'send-final', 'J', 'transport-error'],
  ['trying', 'proceeding', 'completed', 'terminated'],
  ['deliver', 'deliver'],
  [
    ['trying', 'send-1xx', 'proceeding', 'send'],
    ['trying', 'send-final', 'completed', 'send J=32000', 'terminated: send end'],
    ['trying', 'transport-error', 'terminated', 'failed end'],
    ['proceeding', 'request', 'proceeding', 'send'],
    ['proceeding', 'send-1xx', 'proceeding', 'send'],
    ['proceeding', 'send-final', 'completed', 'send J=32000', 'terminated: send end'],
    ['proceeding', 'transport-error', 'terminated', 'failed end'],
    ['completed', 'request', 'completed', 'send'],
    ['completed', 'J', 'terminated', 'end'],
    ['completed', 'transport-error', 'terminated', 'failed end'],
  ],
);

t.test('the intervals of retransmissions', async (t) => {
  let a = startInviteClient(false).state;
  const intervalsA = Array.from({ length: 6 }, () => {
    a = stepInviteClient(a, 'A').state;
    return a.interval;
  });
  t.same(intervalsA, [1000, 2000, 4000, 8000, 16_000, 32_000], 'timer A doubles without a limit');
  let e = startNonInviteClient(false).state;
  const intervalsE = Array.from({ length: 5 }, () => {
    e = stepNonInviteClient(e, 'E').state;
    return e.interval;
  });
  t.same(intervalsE, [1000, 2000, 4000, 4000, 4000], 'timer E up to T2');
  let g = stepInviteServer(startInviteServer(false).state, 'send-3xx-6xx').state;
  const intervalsG = Array.from({ length: 5 }, () => {
    g = stepInviteServer(g, 'G').state;
    return g.interval;
  });
  t.same(intervalsG, [1000, 2000, 4000, 4000, 4000], 'timer G up to T2');
});
