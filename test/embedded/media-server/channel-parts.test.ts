import t from 'tap';
import { causeOf, sipStatusOf } from '../../../src/embedded/media-server/channel/causes.ts';
import { parseWanted } from '../../../src/embedded/media-server/channel/collect-digits.ts';
import { entryDialplan, parseInline } from '../../../src/embedded/media-server/channel/dialplan.ts';
import { SilenceCounter } from '../../../src/embedded/media-server/channel/silence-counter.ts';
import { EslEvent } from '../../../src/embedded/media-server/esl/event.ts';
import { Subscription } from '../../../src/embedded/media-server/esl/subscription.ts';
import { settle } from '../../../src/embedded/media-server/options.ts';
import { digitOfInfo } from '../../../src/embedded/media-server/sip/info-digits.ts';

t.test('causes by name, number, or not at all', async (t) => {
  t.equal(causeOf('user_busy'), 'USER_BUSY');
  t.equal(causeOf('17'), 'USER_BUSY');
  t.equal(causeOf(''), 'NORMAL_CLEARING');
  t.equal(causeOf('whatever'), 'NORMAL_CLEARING');
  t.equal(sipStatusOf('USER_BUSY'), 486);
});

t.test('inline dialplans', async (t) => {
  t.same(parseInline('park'), [{ application: 'park', data: '' }]);
  t.same(parseInline('socket:127.0.0.1:8085 async full'), [
    { application: 'socket', data: '127.0.0.1:8085 async full' },
  ]);
  t.same(parseInline("playback:a.wav,playback:'b,c.wav',hangup:USER_BUSY"), [
    { application: 'playback', data: 'a.wav' },
    { application: 'playback', data: 'b,c.wav' },
    { application: 'hangup', data: 'USER_BUSY' },
  ]);
  t.same(parseInline('m:^:set:a=1,2^park'), [
    { application: 'set', data: 'a=1,2' },
    { application: 'park', data: '' },
  ]);
  t.same(parseInline(''), []);
  t.equal(entryDialplan('127.0.0.1:9')[2]?.data, '127.0.0.1:9 async full');
});

t.test('what play_and_get_digits wants, as fsmrf writes it', async (t) => {
  t.same(parseWanted('4 4 2 8000 # /srv/prompt.wav /srv/invalid.wav myDigitBuffer \\d{4} 3000'), {
    min: 4,
    max: 4,
    tries: 2,
    timeout: 8_000,
    terminators: '#',
    prompt: '/srv/prompt.wav',
    invalidPrompt: '/srv/invalid.wav',
    variable: 'myDigitBuffer',
    regexp: '\\d{4}',
    digitTimeout: 3_000,
  });
  const few = parseWanted("3 1 1 10 none 'a b.wav'");
  t.match(few, { min: 3, max: 3, timeout: 1_000, digitTimeout: 1_000, prompt: 'a b.wav' });
});

t.test('silence: so many seconds in a row', async (t) => {
  const counter = new SilenceCounter(200, 1);
  const quiet = new Int16Array(1_600);
  const loud = new Int16Array(1_600).fill(1_000);
  for (let i = 0; i < 4; i += 1) t.notOk(counter.count(quiet));
  t.notOk(counter.count(loud));
  for (let i = 0; i < 4; i += 1) t.notOk(counter.count(quiet));
  t.ok(counter.count(quiet));
  t.notOk(new SilenceCounter(0, 1).count(quiet));
});

t.test('subscriptions and filters', async (t) => {
  const subscription = new Subscription();
  t.notOk(subscription.add(['']));
  // as fsmrf subscribes
  subscription.add(
    'CHANNEL_EXECUTE DTMF SWITCH_EVENT_PLAYBACK_START CUSTOM conference::maintenance'.split(' '),
  );
  t.ok(subscription.wants('DTMF', undefined));
  t.ok(subscription.wants('PLAYBACK_START', undefined));
  t.ok(subscription.wants('CUSTOM', 'conference::maintenance'));
  t.notOk(subscription.wants('CUSTOM', 'sofia::register'));
  t.notOk(subscription.wants('HEARTBEAT', undefined));
  subscription.remove(['DTMF']);
  t.notOk(subscription.wants('DTMF', undefined));
  const event = new EslEvent({ 'Event-Name': 'DTMF', 'Unique-ID': 'ABC', 'DTMF-Digit': '1' });
  t.ok(subscription.passes(event));
  subscription.addFilter('Unique-ID', 'abc');
  t.equal(subscription.channel, 'abc');
  t.ok(subscription.passes(event));
  subscription.addFilter('Unique-ID', 'other');
  t.equal(subscription.channel, undefined);
  t.ok(subscription.passes(event));
  subscription.addFilter('-DTMF-Digit', '/[0-9]/');
  t.notOk(subscription.passes(event));
  subscription.removeFilter('DTMF-Digit', undefined);
  subscription.removeFilter('Unique-ID', 'abc');
  t.notOk(subscription.passes(event));
  subscription.removeFilter('all', undefined);
  t.ok(subscription.passes(event));
});

t.test('keys in SIP INFO', async (t) => {
  t.same(digitOfInfo('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n'), {
    digit: '5',
    duration: 1_280,
  });
  t.same(digitOfInfo('Application/DTMF-Relay; x=y', 'Signal= *\r\n'), { digit: '*', duration: 2_000 });
  t.same(digitOfInfo('application/dtmf-relay', 'Signal=11\nDuration=100'), { digit: '#', duration: 800 });
  t.same(digitOfInfo('application/dtmf', '7'), { digit: '7', duration: 2_000 });
  t.equal(digitOfInfo('application/dtmf', ''), undefined);
  t.equal(digitOfInfo('application/sdp', 'Signal=5'), undefined);
});

t.test('settings out of range are named', async (t) => {
  t.throws(() => settle({ esl: { port: 70_000 } }), /esl\.port: 70000/);
  t.throws(() => settle({ profiles: [{ name: 'a b', port: 1 }] }), /profile "a b"/);
  t.throws(() => settle({ profiles: [] }), /profiles: none/);
  t.throws(() => settle({ rtp: { min: 5_000, max: 5_000 } }), /no pair/);
  t.throws(() => settle({ threads: 0 }), /threads/);
  t.throws(() => settle({ maxSessions: 0.5 }), /maxSessions/);
});
