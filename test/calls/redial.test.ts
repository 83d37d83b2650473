/** A call that drops while it waits and is dialled again within the line's window has its place back (I3). */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { edits, lineHas, menuFirst, noWords, noWrapUp } from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const base = edits(menuFirst, noWrapUp, noWords);

lineTests('redial', { edit: edits(base, lineHas('redial: { window: 2m }')) }, (each) => {
  each('whoever calls again is before those who came between, and hears so', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const dropped = await chooses(stage, '1', { from: '0612345601' });
    await supervisor.sees(dropped, 'queued');
    const other = await chooses(stage, '1', { from: '0612345602' });
    await supervisor.sees(other, 'queued');
    await dropped.hangUp();
    const again = await chooses(stage, '1', { from: '0612345601' });
    t.equal((await supervisor.sees(again, 'queued')).position, 1);
    await again.audio.hears('fr/place-resumed', { share: 0.3 });
    const agent = await stage.agent('1001');
    const offered = await agent.rings();
    t.match(offered.invite.from.uri, /612345601/);
    await offered.answer();
    await talk(again, offered);
    await again.hangUp();
    const next = await agent.rings();
    t.match(next.invite.from.uri, /612345602/);
    await next.answer();
    await talk(other, next);
    await other.hangUp();
  });

  each('another number, or one that is withheld, has no such place', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const privacy = { headers: [['Privacy', 'id']] as [string, string][] };
    const known = await chooses(stage, '1', { from: '0612345601' });
    const withheld = await chooses(stage, '1', { from: '0612345603', ...privacy });
    await supervisor.sees(known, 'queued');
    await supervisor.sees(withheld, 'queued');
    const other = await chooses(stage, '1', { from: '0612345602' });
    await supervisor.sees(other, 'queued');
    await known.hangUp();
    await withheld.hangUp();
    const stranger = await chooses(stage, '1', { from: '0612345604' });
    t.equal((await supervisor.sees(stranger, 'queued')).position, 2);
    const hidden = await chooses(stage, '1', { from: '0612345603', ...privacy });
    t.equal((await supervisor.sees(hidden, 'queued')).position, 3);
    for (const call of [other, stranger, hidden]) await call.hangUp();
  });

  each('a second call while the first waits jumps no queue', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const first = await chooses(stage, '1', { from: '0612345605' });
    await supervisor.sees(first, 'queued');
    const dropped = await chooses(stage, '1', { from: '0612345606' });
    await supervisor.sees(dropped, 'queued');
    const between = await chooses(stage, '1', { from: '0612345607' });
    await supervisor.sees(between, 'queued');
    const second = await chooses(stage, '1', { from: '0612345605' });
    t.equal((await supervisor.sees(second, 'queued')).position, 4, 'at the end');
    // the place of one call is had once
    await dropped.hangUp();
    const back = await chooses(stage, '1', { from: '0612345606' });
    t.equal((await supervisor.sees(back, 'queued')).position, 2);
    const twice = await chooses(stage, '1', { from: '0612345606' });
    t.equal((await supervisor.sees(twice, 'queued')).position, 5);
    for (const call of [first, between, second, back, twice]) await call.hangUp();
  });

  each('another topic is another queue: the place is not carried over', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const dropped = await chooses(stage, '1', { from: '0612345608' });
    await supervisor.sees(dropped, 'queued');
    const waiting = await chooses(stage, '3', { from: '0612345609' });
    await supervisor.sees(waiting, 'queued');
    await dropped.hangUp();
    const again = await chooses(stage, '3', { from: '0612345608' });
    t.equal((await supervisor.sees(again, 'queued')).position, 2);
    for (const call of [waiting, again]) await call.hangUp();
  });
});

lineTests('redial after the window', { edit: edits(base, lineHas('redial: { window: 500ms }')) }, (each) => {
  each('is a new place', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const dropped = await chooses(stage, '1', { from: '0612345601' });
    await supervisor.sees(dropped, 'queued');
    const other = await chooses(stage, '1', { from: '0612345602' });
    await supervisor.sees(other, 'queued');
    await dropped.hangUp();
    // what the other hears meanwhile lasts longer than the window
    await other.audio.hears('music/hold/arpeggio', { from: other.audio.now, share: 0.03, within: 20_000 });
    const again = await chooses(stage, '1', { from: '0612345601' });
    t.equal((await supervisor.sees(again, 'queued')).position, 2);
    for (const call of [other, again]) await call.hangUp();
  });
});
