/** Asks the API of a fake line over HTTP, as an author with the token. */
import { type Fake, TOKEN } from './fake-live.ts';

export type Request = [method: string, path: string, body?: unknown];

export async function ask(
  { url }: Pick<Fake, 'url'>,
  [method, path, body]: Request,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      'x-author': 'Rui',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
