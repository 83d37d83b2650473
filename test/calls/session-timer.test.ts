/** RFC 4028: a call whose other end has silently gone is ended; one that is refreshed goes on. */
import { lineTests } from '../harness/line-test.ts';
import { menuFirst } from '../harness/settings.ts';

lineTests('session timers', { edit: menuFirst }, (each) => {
  each('the line agrees on an interval that the telephone asks for', async (t, stage) => {
    const headers: [string, string][] = [
      ['Supported', 'timer'],
      ['Session-Expires', '90;refresher=uac'],
      ['Min-SE', '90'],
    ];
    const call = await (await stage.phone()).call('3939', { headers });
    const answer = await call.answered();
    t.match(answer.headers.get('session-expires'), /^\d+;refresher=ua[cs]/);
    const refreshed = await call.reinvite('sendrecv');
    t.equal(refreshed.status, 200, 'a refresh is answered');
    await call.audio.hearsAnything();
    await call.hangUp();
  });

  each('an interval that is too short is not agreed on (RFC 4028 §4: 90 s at least)', async (t, stage) => {
    const headers: [string, string][] = [
      ['Supported', 'timer'],
      ['Session-Expires', '10'],
    ];
    const call = await (await stage.phone()).call('3939', { headers });
    const final = await call.final();
    const agreed = final.headers.get('session-expires');
    if (final.status === 422) t.match(final.headers.get('min-se'), /^\d+$/);
    else t.ok(agreed === undefined || Number.parseInt(agreed, 10) >= 90, `${final.status} ${agreed}`);
    if (final.status === 200) await call.hangUp();
  });
});
