/** The HTTP side: health, metrics, what is live, the pages; faults as problem details. */
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Counter, Registry } from 'prom-client';
import { type Test, test } from 'tap';
import type { ApiOptions } from '../../src/api/options.ts';
import { startApi } from '../../src/api/server.ts';
import { quiet } from './fake-live.ts';

const VIEW: ReturnType<ApiOptions['view']> = {
  open: true,
  sip: '192.0.2.1:5060',
  lines: [{ line: '3939', name: 'Allô', calls: 2 }],
  waiting: 1,
  agents: [{ account: '1001', name: 'Ana', status: 'paused', registered: true, reason: 'lunch' }],
};

async function served(t: Test, change: Partial<ApiOptions> = {}): Promise<FastifyInstance> {
  const metrics = new Registry();
  new Counter({ name: 'calls_total', help: 'Calls', registers: [metrics] }).inc(3);
  const { server } = await startApi({
    ...quiet(),
    metrics,
    view: () => VIEW,
    ...change,
  });
  t.teardown(() => server.close());
  return server;
}

test('health', async (t) => {
  let ready = false;
  const server = await served(t, { isReady: () => ready });
  const asks = async (url: string) => {
    const { statusCode, body } = await server.inject(url);
    return [statusCode, JSON.parse(body)];
  };
  t.strictSame(await asks('/healthz'), [200, { status: 'ok' }], 'the process lives');
  t.strictSame(await asks('/readyz'), [503, { status: 'not ready' }], 'no calls are taken yet');
  ready = true;
  t.strictSame(await asks('/readyz'), [200, { status: 'ready' }]);
});

test('metrics', async (t) => {
  const server = await served(t);
  const { statusCode, headers, body } = await server.inject('/metrics');
  t.equal(statusCode, 200);
  t.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
  t.match(body, /^calls_total 3$/m);
});

test('what is live', async (t) => {
  const server = await served(t);
  const { statusCode, headers, body } = await server.inject('/api/line');
  t.equal(statusCode, 200);
  t.match(headers['content-type'], /^application\/json/);
  t.strictSame(JSON.parse(body), VIEW);
});

test('the pages', async (t) => {
  const server = await served(t);
  const rows: [url: string, type: string][] = [
    ['/', 'text/html; charset=utf-8'],
    ['/line.css', 'text/css; charset=utf-8'],
    ['/line.js', 'text/javascript; charset=utf-8'],
  ];
  for (const [url, type] of rows) {
    const { statusCode, headers, body } = await server.inject(url);
    t.equal(statusCode, 200, url);
    t.equal(headers['content-type'], type, url);
    t.match(headers['content-security-policy'], "default-src 'self'", url);
    t.equal(headers['x-content-type-options'], 'nosniff', url);
    t.ok(body.length > 100, url);
  }
});

test('the page keeps to its own policy: nothing inline, nothing from elsewhere, all that it names is served', async (t) => {
  const server = await served(t);
  const { body } = await server.inject('/');
  t.notMatch(body, /<style|style=|<script>|\son\w+=|javascript:/i);
  const named = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url]) => url!);
  t.ok(named.length >= 4, named.join(' '));
  for (const url of named) {
    t.notMatch(url, /^(?:https?:)?\/\//, 'nothing from elsewhere');
    t.equal((await server.inject(`/${url}`)).statusCode, 200, url);
  }
  const { body: script } = await server.inject('/line.js');
  t.notMatch(script, /innerHTML|outerHTML|document\.write|eval\(/, 'names of agents are never markup');
});

test('faults are problem details', async (t) => {
  const server = await served(t, {
    view: () => {
      throw new Error('the secret of the cellar');
    },
  });
  const rows: [what: string, request: InjectOptions | string, status: number, title: string][] = [
    ['no such page', '/nothing', 404, 'Not Found'],
    ['no such method', { method: 'DELETE', url: '/healthz' }, 404, 'Not Found'],
    ['a URL that is none', '/%E0%A4%A', 400, 'Bad Request'],
    [
      'a body that is none',
      { method: 'POST', url: '/nothing', headers: { 'content-type': 'application/json' }, payload: '{' },
      400,
      'Bad Request',
    ],
    ['a fault of ours', '/api/line', 500, 'Internal Server Error'],
  ];
  for (const [what, request, status, title] of rows) {
    const { statusCode, headers, body } = await server.inject(request);
    t.equal(statusCode, status, what);
    t.match(headers['content-type'], /^application\/problem\+json/, what);
    t.match(JSON.parse(body), { type: 'about:blank', title, status, detail: String }, what);
    t.notMatch(body, 'cellar', `${what}: what went wrong inside stays inside`);
  }
});

test('input is refused with the field that is wrong', async (t) => {
  const { problem } = await import('../../src/api/problem.ts');
  const { default: fastify } = await import('fastify');
  const server = fastify();
  server.setErrorHandler(problem);
  const body = {
    type: 'object',
    required: ['agent'],
    properties: { agent: { type: 'object', properties: { level: { type: 'integer' } } } },
  };
  server.post('/', { schema: { body }, bodyLimit: 100 }, () => ({}));
  const asks = async (payload: object | string) => {
    const headers = { 'content-type': typeof payload === 'string' ? 'text/csv' : 'application/json' };
    const response = await server.inject({ method: 'POST', url: '/', payload, headers });
    return JSON.parse(response.body);
  };
  t.match(await asks({ agent: { level: 'x' } }), { status: 400, title: 'Bad Request', field: 'agent.level' });
  t.match(await asks({}), { status: 400, field: 'agent' }, 'one that is missing');
  t.match(await asks({ agent: { name: 'x'.repeat(100) } }), { status: 413, title: 'Payload Too Large' });
  t.match(await asks('a,b'), { status: 415, title: 'Unsupported Media Type' });
});
